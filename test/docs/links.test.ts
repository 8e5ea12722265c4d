/** Links between the pages, and the pages that code and messages name, lead somewhere. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';
import { anchors, readPages, relativeLinks } from './pages.js';

const pages = readPages();
const codeFolders = ['src', 'test', 'scripts', 'bench'];

/** Why a link from the file leads nowhere; undefined for a good one. */
function findFault(fromFile: string, link: string): string | undefined {
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? fromFile : path.join(path.dirname(fromFile), target);
  if (!existsSync(path.join(root, file))) return `${link}: there is no ${file}`;
  if (anchor === undefined) return undefined;
  const page = pages.find((candidate) => candidate.file === file);
  return page !== undefined && anchors(page).has(anchor) ? undefined : `${link}: ${file} has no such heading`;
}

describe('links', () => {
  for (const page of pages) {
    it(page.file, () => {
      const faults = relativeLinks(page).map((link) => findFault(page.file, link));
      assert.deepEqual(faults.filter((fault) => fault !== undefined), []);
    });
  }

  it('pages that code names exist', () => {
    const files = codeFolders.flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)));
    const faults = [...files.filter((file) => file.endsWith('.ts')), 'register.ts'].flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return [...text.matchAll(/\bdocs\/[\w/-]+\.md(?:#[a-z][\w-]*)?/g)].flatMap(([link]) => {
        const fault = findFault('README.md', link);
        return fault === undefined ? [] : [`${file}: ${fault}`];
      });
    });
    assert.deepEqual(faults, []);
  });

  it('a page that ships links only to pages that ship', () => {
    const shipped = ['docs/guides/', 'docs/reference/', 'CHANGELOG.md'];
    const ships = (file: string): boolean => shipped.some((folder) => file.startsWith(folder));
    const leaving = pages
      .filter(({ file }) => ships(file))
      .flatMap((page) => relativeLinks(page).map((link) => ({ page, target: path.join(path.dirname(page.file), link.split('#')[0] ?? '') })))
      .filter(({ page, target }) => target !== path.dirname(page.file) && !ships(target));
    assert.deepEqual(leaving.map(({ page, target }) => `${page.file} → ${target}`), []);
  });
});
