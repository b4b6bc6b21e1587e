/** The language of the text report. JSON is English everywhere. */
import fs from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Text } from '../core/goroutine';
import { formatText } from '../core/report/english';

let chosen = 'en';

export interface LanguageOptions {
  /** `en` or `zh-cn`; absent: what the environment asks for. */
  readonly lang?: string;
  readonly json?: boolean;
}

/** Chooses the language of everything that a command says, its messages too. JSON, and a missing table, leave English. */
export function setLanguage({ lang, json = false }: LanguageOptions): void {
  if (json) return;
  const wanted = lang ?? (/^zh/i.test(environmentLanguage()) ? 'zh-cn' : 'en');
  const table = path.join(__dirname, '..', 'l10n', `bundle.l10n.${wanted}.json`);
  if (wanted === 'en' || !fs.existsSync(table)) return;
  l10n.config({ contents: fs.readFileSync(table, 'utf8') });
  chosen = wanted;
}

/** BCP 47. */
export function locale(): string {
  return chosen;
}

/** The sentence in the chosen language, holes filled with `args`. */
export function t(english: string, ...args: (string | number)[]): string {
  return l10n.t(english, ...args);
}

/** A text of core in the chosen language. */
export function sentenceOf(text: Text): string {
  return formatText(text, english => t(english), chosen);
}

function environmentLanguage(): string {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return LC_ALL || LC_MESSAGES || LANG || '';
}
