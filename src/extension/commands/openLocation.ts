import type { AnalysisSummary, WireFrame, WirePlace } from '../../protocol/lsp';
import type { App, Run } from '../app';
import { openFrame, openPlace } from '../openFrame';

/** From lenses, hovers and the tree: ids only. The frame is looked up in the analysis that is shown. */
export const openLocation: Run = async (app, snapshotId, signature, index) => {
  const current = app.session.current;
  if (!current || current.meta.id !== snapshotId) return;
  if (typeof signature !== 'string' || typeof index !== 'number') return;
  await open(app, current.summary, signature, index);
};

async function open(
  app: App,
  summary: AnalysisSummary,
  signature: string,
  index: number,
): Promise<void> {
  const placed = placedByServer(summary, signature, index);
  if (placed) return openPlace(placed);
  const frame = frameOf(summary, signature, index);
  if (frame) await openFrame(app, frame);
}

/** The anchor and the creation site were located with the whole dump in view: better than a frame alone. */
function placedByServer(
  summary: AnalysisSummary,
  signature: string,
  index: number,
): WirePlace | undefined {
  const finding = summary.findings.find(one => one.signature === signature);
  if (index < 0) return finding?.related.find(place => place.role === 'createdBy');
  return finding?.anchorFrame === index ? finding.anchor : undefined;
}

function frameOf(
  summary: AnalysisSummary,
  signature: string,
  index: number,
): WireFrame | undefined {
  const cluster = summary.clusters.find(one => one.signature === signature);
  const at = index < 0 ? cluster?.createdBy : cluster?.stack[index];
  return at === undefined ? undefined : summary.frames[at];
}
