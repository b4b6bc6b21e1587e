/** Repairs of the source, offered under the underline. */
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import { bufferColumn, bufferFixFor } from '../../core/lint/bufferFix';
import { openSourceReader } from '../../core/lint/sourceFacts';
import type { SourcePort } from '../../core/locate/port';
import { lineText, uriOf } from '../convert';
import { t } from '../language';
import { placedFindings } from '../state';
import type { PlacedFinding, View } from '../state';

/** A repair of the finding that a diagnostic stands for, as the source is now; `undefined` where none is sure to work. */
export function sourceFix(
  diagnostic: Diagnostic,
  signature: string,
  { view, source }: { readonly view: View; readonly source: SourcePort },
): CodeAction | undefined {
  const placed = placedFindings(view).find(one => one.finding.clusterSignature === signature);
  const fix = placed && bufferFixOf(placed, source);
  if (!fix) return undefined;
  const { file, line } = fix.make;
  const character = bufferColumn(lineText(view.textOf(file), line));
  if (character === undefined) return undefined;
  const position = { line: line - 1, character };
  return {
    title: t('Give the channel room for one value (may change behavior)'),
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    edit: {
      changes: { [uriOf(file)]: [{ range: { start: position, end: position }, newText: ', 1' }] },
    },
  };
}

function bufferFixOf({ finding, cluster, anchor }: PlacedFinding, source: SourcePort) {
  const { anchorFrame, anchorReason, related } = finding;
  const facts = openSourceReader(source).factsOf(cluster, {
    anchor,
    anchorFrame,
    anchorReason,
    related,
    inferredKind: undefined,
    inferredState: undefined,
    inferredCreatedBy: undefined,
  });
  return facts && bufferFixFor(cluster.kind, facts);
}
