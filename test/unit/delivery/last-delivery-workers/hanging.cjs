// Stands for the bundled worker while a collector does not answer.
setInterval(() => undefined, 1000).unref();
