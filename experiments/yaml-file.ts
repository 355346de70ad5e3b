// YAML files that people write, checked by a schema: every problem with file, line, column and what was expected.

import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml"
import type { z } from "zod"
import { InputError } from "../src/core/errors.ts"
import { type Path, schemaProblems } from "./schema-problems.ts"

/** Problems shown at most. */
const SHOWN = 10

/** What a problem of a value points at: the value (its key where that is empty), or the key before it. */
export type Place = "value" | "key"

/** What a file holds, checked and completed by its schema. */
export interface YamlFile<T> {
  readonly value: T
  /** An InputError that begins with file, line and column of a part, or of what is around it where it is not there. */
  wrong(path: Path, message: string): InputError
}

/**
 * Reads a YAML text; an empty one is an object without keys.
 *
 * @param file its name, for messages
 * @throws InputError that lists the problems, each with its place
 */
export function readYaml<T extends z.ZodType>(
  text: string,
  file: string,
  schema: T,
  points: Place = "value",
): YamlFile<z.output<T>> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`
  }
  const [syntax] = document.errors
  if (syntax !== undefined) {
    throw new InputError(`${at(syntax.pos[0])}: ${syntax.message.split("\n")[0]} (not valid YAML)`)
  }
  const content: unknown = document.toJS() ?? {}
  const parsed = schema.safeParse(content)
  if (!parsed.success) {
    const problems = schemaProblems(parsed.error, content, schema).map(
      ({ path, message, ofKey }) => `${at(offsetOf(document, path, ofKey ? "key" : points))}: ${message}`,
    )
    throw new InputError(listed([...new Set(problems)]))
  }
  const wrong = (path: Path, message: string) => new InputError(`${at(offsetOf(document, path, points))}: ${message}`)
  return { value: parsed.data, wrong }
}

function listed(problems: readonly string[]): string {
  const more = problems.length - SHOWN
  return problems.slice(0, SHOWN).join("; ") + (more > 0 ? `; and ${more} more` : "")
}

/** Where a part begins in the text, or the nearest thing around it that is there. */
function offsetOf(document: Document, path: Path, points: Place): number {
  let node = document.contents as Node | null
  let offset = node?.range?.[0] ?? 0
  for (const step of path) {
    const [key, value] = childOf(node, step)
    const place = key !== null && (points === "key" || isEmpty(value)) ? key : value
    offset = place?.range?.[0] ?? offset
    node = value
  }
  return offset
}

const isEmpty = (node: Node | null) => node === null || (isScalar(node) && node.value === null)

/** A part of a map or list: its key if it has one, and its value; null for what is not there. */
function childOf(node: Node | null, step: PropertyKey): readonly [key: Node | null, value: Node | null] {
  if (isMap(node)) {
    const pair = node.items.find(item => isScalar(item.key) && String(item.key.value) === String(step))
    return [(pair?.key as Node | undefined) ?? null, (pair?.value as Node | undefined) ?? null]
  }
  return [null, isSeq(node) ? ((node.items[step as number] as Node | undefined) ?? null) : null]
}
