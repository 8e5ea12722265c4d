/** Types of the one file of import-in-the-middle that is part of the start. */
declare module 'import-in-the-middle/supports-sync-hooks.mjs' {
  export function supportsSyncHooks(): boolean;
}
