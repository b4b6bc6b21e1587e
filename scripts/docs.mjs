/**
 * Writes the table of settings into docs/settings.md from the manifest. `--check` only says whether it is current.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const read = file => fs.readFileSync(path.join(root, file), 'utf8');

/** The whole page, from package.json and package.nls.json. */
export function settingsPage() {
  const { properties } = JSON.parse(read('package.json')).contributes.configuration;
  const texts = JSON.parse(read('package.nls.json'));
  const words = value => (value ?? '').replace(/^%(.+)%$/, (_, key) => texts[key]);
  const rows = Object.entries(properties)
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([id, setting]) => {
      const text = words(setting.markdownDescription ?? setting.description).replaceAll('|', '\\|');
      return `| \`${id}\` | \`${JSON.stringify(setting.default)}\` | ${setting.scope} | ${text} |`;
    });
  const fields = Object.entries(properties['goroutineLens.targets'].items.properties).map(
    ([name, field]) => {
      const values = field.enum?.map(
        (value, i) => `\`${value}\`: ${words(field.enumDescriptions[i])}`,
      );
      const text = [words(field.description), ...(values ?? [])].join(' ').replaceAll('|', '\\|');
      return `| \`${name}\` | ${field.type} | ${text} |`;
    },
  );
  return [
    '# Settings',
    '',
    'Written by `node scripts/docs.mjs` from the manifest. Settings of scope `machine` and `application` cannot be set by a workspace;',
    'targets and path mappings of a workspace are ignored until it is trusted.',
    '',
    '| setting | default | scope | what it does |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## A target',
    '',
    '| property | type | what it does |',
    '|---|---|---|',
    ...fields,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.join(root, 'docs', 'settings.md');
  if (!process.argv.includes('--check')) fs.writeFileSync(file, settingsPage());
  else if (fs.readFileSync(file, 'utf8') !== settingsPage()) {
    console.error('docs/settings.md is out of date: run node scripts/docs.mjs');
    process.exitCode = 1;
  }
}
