/** Prints what the classes of the catalogue say that they patch, and the reference page: constructing them all patches the process. */
import { definitionsOf, renderInstrumentations } from '../../../scripts/generate/instrumentations-page.js';
import { catalogue } from '../../../src/instrumentations/catalogue.js';

const modules = await Promise.all(catalogue.map(async (row) => [row.id, (await definitionsOf(row)).map((definition) => definition.name)]));
process.stdout.write(JSON.stringify({ modules: Object.fromEntries(modules), page: await renderInstrumentations() }));
