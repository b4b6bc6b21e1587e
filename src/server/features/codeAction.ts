/** Quick fixes of a finding: a repair where the source allows one, and ways on from the underline. */
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { SourcePort } from '../../core/locate/port';
import { ServerCommand } from '../../protocol/lsp';
import { t } from '../language';
import type { View } from '../state';
import type { DiagnosticData } from './diagnostics';
import { sourceFix } from './sourceFix';

/** Actions for those of the diagnostics that are ours. */
export function codeActionsFor(
  diagnostics: readonly Diagnostic[],
  facts: { readonly view: View; readonly source: SourcePort },
): CodeAction[] {
  return diagnostics.flatMap(diagnostic => {
    const data = diagnostic.data as DiagnosticData | undefined;
    if (diagnostic.source !== 'goroutines' || typeof data?.signature !== 'string') return [];
    const fix = sourceFix(diagnostic, data.signature, facts);
    const fixes = fix ? [fix] : [];
    const show = action(diagnostic, t('Show stacks'), ServerCommand.showStacks, data.signature);
    const expected = action(
      diagnostic,
      t('Mark as expected…'),
      ServerCommand.markExpected,
      data.signature,
    );
    const { code } = diagnostic;
    if (typeof code !== 'string') return [...fixes, show, expected];
    const explain = action(diagnostic, t('Explain this rule'), ServerCommand.explainRule, code);
    return [...fixes, show, expected, explain];
  });
}

function action(
  diagnostic: Diagnostic,
  title: string,
  command: string,
  argument: string,
): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    command: { title, command, arguments: [argument] },
  };
}
