/** Reads the Markdown pages of the repository: their code blocks, links and headings. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';

export interface Page {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
}

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** What an HTML comment `<!-- given: … -->` right before the block declares for it. */
  readonly given: string;
  /** Line of the first line of code. */
  readonly line: number;
}

const folders = ['', 'docs', 'examples'];

export function readPages(): Page[] {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: folder !== '', encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
  return files.filter((file) => file.endsWith('.md')).map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
}

export function codeBlocks({ text }: Page): CodeBlock[] {
  return [...text.matchAll(/(?:^<!-- given:([^]*?)-->\n+)?^```(\w*)\n([^]*?)^```$/gm)].map(({ 0: whole, 1: given = '', 2: language = '', 3: code = '', index }) => {
    const codeAt = index + whole.length - '```'.length - code.length;
    return { language, code, given: given.trim(), line: text.slice(0, codeAt).split('\n').length };
  });
}

/** Targets of the links to files and headings of this repository. */
export function relativeLinks(page: Page): string[] {
  return [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** As GitHub makes them of headings. */
export function anchors(page: Page): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...page.text.replaceAll(/^```[^]*?^```$/gm, '').matchAll(/^#{1,6} +(.+?) *$/gm)];
  return new Set(
    headings.map(([, heading = '']) => {
      const slug = heading
        .toLowerCase()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-');
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    }),
  );
}

function withoutCode({ text }: Page): string {
  return text.replaceAll(/^```[^]*?^```$/gm, '').replaceAll(/`[^`\n]*`(?!\])/g, '');
}
