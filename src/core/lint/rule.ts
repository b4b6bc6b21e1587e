/** What a rule looks at, and how it says what it found. */
import type { Text, WaitKind } from '../goroutine';
import { baseName } from '../locate/paths';
import type { ChannelSite, FollowedChannel } from './channel';
import type { LintRuleId, RuleHit } from './facts';
import type { CallerOf } from './home';
import { runnerOf, type FunctionModel } from './model';
import type { GoPackage } from './package';
import type { Clause, Syntax } from './syntax';

/** A goroutine stands at `node`. */
export interface Blocked {
  readonly kind: WaitKind;
  readonly model: FunctionModel;
  /** Send, receive, range loop, select, or the call of a lock's, WaitGroup's or Cond's method. */
  readonly node: Syntax;
  /** The channel of a plain channel operation, and this operation among its uses. */
  readonly channel: FollowedChannel | undefined;
  readonly site: ChannelSite | undefined;
  /** The channels of a select's cases that can be followed, by case. */
  readonly cases: readonly BlockedCase[];
  readonly pkg: GoPackage;
  /** Which call led into a function, by the stack. */
  readonly callerOf: CallerOf;
}

export interface BlockedCase {
  readonly clause: Clause;
  readonly channel: FollowedChannel;
  readonly site: ChannelSite | undefined;
}

/** One pattern. `sentence` says what it looks for, in words. */
export interface Rule {
  readonly id: LintRuleId;
  readonly sentence: string;
  evaluate(blocked: Blocked): readonly RuleHit[];
}

/** Where and how surely. */
export interface Cause {
  readonly model: FunctionModel;
  readonly node: Syntax;
  readonly certain: boolean;
  /** Another sentence of the rule: `GL002.recv`. */
  readonly variant?: string;
  /** What the sentence says beside the place. */
  readonly args?: Text['args'];
}

/** A hit; in a test a leak is a finding of the test, not of the program, and is never certain. */
export function hit(
  rule: LintRuleId,
  { model, node, certain, variant, args = [] }: Cause,
): RuleHit {
  const { file } = model.syntax;
  const sure = certain && !file.endsWith('_test.go');
  const id = variant === undefined ? rule : `${rule}.${variant}`;
  return {
    rule,
    at: 'blocking',
    cause: { file, line: node.line },
    causeFunction: nameOf(model),
    text: {
      id: sure ? id : `${id}.possible`,
      args: [`${baseName(file)}:${node.line}`, ...args],
    },
    certain: sure,
  };
}

/** `(*Processor).Process`, as symbols name it behind the package. */
export function nameOf({ syntax }: FunctionModel): string {
  const { name, receiver, pointerReceiver } = syntax;
  if (receiver === undefined) return name;
  return pointerReceiver ? `(*${receiver}).${name}` : `${receiver}.${name}`;
}

/** The process ends with this function: who leaves it leaves nobody behind. */
export function endsProcess(model: FunctionModel, node: Syntax): boolean {
  const { packageName, name, receiver } = model.syntax;
  const isMain = packageName === 'main' && name === 'main' && receiver === undefined;
  return isMain && runnerOf(model, node) === undefined;
}
