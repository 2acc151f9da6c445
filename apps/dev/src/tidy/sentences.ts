import ts from 'typescript';
import type { ImportGraph } from './import-graph.ts';

/** A sentence in code that should hold codes and values. */
export interface Sentence {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

const FIELDS = new Set(['message', 'detail', 'reason', 'title', 'because']);
const REFUSALS = /^(ApiProblem|Refusal|UnreadableFile)$/;

/**
 * The sentences that code would show to people: strings of three words and more that are a field `message`, `detail`,
 * `reason`, `title` or `because`, or an argument of a refusal. Errors that only programmers see (`throw new Error`) and
 * the messages of schemas, which name what they ask for, are left out.
 */
export function sentences(graph: ImportGraph, isLookedAt: (path: string) => boolean): Sentence[] {
  const found: Sentence[] = [];
  for (const [path, { source }] of graph) {
    if (!isLookedAt(path)) continue;
    const visit = (node: ts.Node): void => {
      const words = wordsOf(node);
      if (words !== null && isShown(node) && /(\p{L}{2,}\s+){2,}\p{L}{2,}/u.test(words))
        found.push({ path, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, text: words });
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function wordsOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map((span) => `x${span.literal.text}`).join('');
}

/** Whether a string is the value of such a field (through `?:` and `??`), or given to a refusal. */
function isShown(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isConditionalExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isBinaryExpression(parent))
    return isShown(parent);
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && FIELDS.has(parent.name.getText());
  return ts.isNewExpression(parent) && REFUSALS.test(parent.expression.getText());
}
