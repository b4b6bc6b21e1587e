/** `--metrics`: what a process said of itself at the moment of a capture. */
import fs from 'node:fs';
import { askMetrics, nameOfMetrics } from '../capture/metrics';
import type { ParseProblem } from '../core/goroutine';
import { readMetrics } from '../core/parse/metrics';
import type { ProcessMetrics } from '../core/parse/metrics';
import { isAddress, terminalAccess } from './capturing';
import { messageOf, UnreadableInput } from './exit';
import { remark } from './fileInput';
import { t } from './language';

export interface ReadFigures {
  readonly metrics: ProcessMetrics;
  /** Why there are none: the goroutines tell enough without. */
  readonly remarks: readonly ParseProblem[];
}

export const noFigures: ReadFigures = { metrics: {}, remarks: [] };

/**
 * Reads a file, or asks an http: or https: address: metrics of Prometheus, or the variables of expvar. An address that fails is a
 * remark; a file that cannot be read was named wrongly, and rejects.
 */
export async function readFigures(
  argument: string | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<ReadFigures> {
  if (argument === undefined) return noFigures;
  try {
    const metrics = await (isAddress(argument) ? asked(argument, signal) : readFile(argument));
    return metrics
      ? { metrics, remarks: [] }
      : told(
          t(
            '{0} holds no figures of a Go program.',
            isAddress(argument) ? nameOfMetrics(argument) : argument,
          ),
        );
  } catch (error) {
    if (error instanceof UnreadableInput || signal.aborted) throw error;
    return told(messageOf(error));
  }
}

function told(reason: string): ReadFigures {
  return { metrics: {}, remarks: [remark(reason)] };
}

function asked(address: string, signal: AbortSignal): Promise<ProcessMetrics | undefined> {
  if (!URL.canParse(address) || address.startsWith('unix:'))
    throw new UnreadableInput(t('Metrics come from a file, or an http: or https: address.'));
  return askMetrics(address, { signal, access: terminalAccess });
}

async function readFile(file: string): Promise<ProcessMetrics | undefined> {
  try {
    return readMetrics(await fs.promises.readFile(file, 'utf8'));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UnreadableInput(t('The metrics in {0} cannot be read ({1}).', file, code));
  }
}
