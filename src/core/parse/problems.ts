import type { ParseProblem, Text } from '../goroutine';
import { plainEnglish } from '../report/english';
import { problemText } from '../report/problemTexts';

/** Beyond this many, problems of one reason share an entry that says how many goroutines it covers. */
const listed = 100;
const excerptLength = 200;

/** Collects what could not be read. Bounded: an input of nothing but broken headers is still a short list. */
export class ProblemList {
  private readonly problems: ParseProblem[] = [];
  private readonly summed = new Map<string, ParseProblem>();

  add(line: number, reason: Text, skipped: number, text?: string): void {
    const problem = { line, reason, skipped, text: text?.slice(0, excerptLength) };
    if (this.problems.length < listed) {
      this.problems.push(problem);
      return;
    }
    const key = plainEnglish(reason);
    const sum = this.summed.get(key) ?? { ...problem, skipped: 0 };
    this.summed.set(key, { ...sum, skipped: sum.skipped + skipped });
  }

  /** Takes over what another list holds. */
  addAll(other: ProblemList): void {
    for (const { line, reason, skipped, text } of [...other.problems, ...other.summed.values()])
      this.add(line, reason, skipped, text);
  }

  finish(): ParseProblem[] {
    const sums = [...this.summed.values()].map(sum =>
      sum.skipped > 1
        ? { ...sum, reason: problemText('problem.sum', sum.reason, sum.skipped) }
        : sum,
    );
    return [...this.problems, ...sums];
  }
}
