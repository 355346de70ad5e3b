// Reads experiment files: YAML, checked against the schema; what is wrong is named by line and column.

import { basename } from "node:path"
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml"
import type { z } from "zod"
import { nearestName, unknownName } from "../../src/core/check.ts"
import { InputError } from "../../src/core/errors.ts"
import { EXPERIMENT_SCHEMA, type Experiment } from "./experiment.ts"

type Path = readonly (string | number)[]

/** A checked file, and where its parts stand. */
export interface ExperimentFile {
  readonly experiment: Experiment
  readonly name: string
  readonly text: string
  /** An InputError that begins with file, line and column of a part. */
  wrong(path: Path, message: string): InputError
}

/**
 * Checks the text of an experiment file.
 *
 * @param source the file's path, for messages and the default name
 * @throws InputError with line and column, the nearest name where one is unknown
 */
export function readExperiment(text: string, source: string): ExperimentFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${source}:${line}:${col}`
  }
  const [syntax] = document.errors
  if (syntax !== undefined) throw new InputError(`${at(syntax.pos[0])}: ${syntax.message.split("\n")[0]}`)
  const wrong = (path: Path, message: string) => new InputError(`${at(offsetOf(document, path))}: ${message}`)
  const content: unknown = document.toJS() ?? {}
  const checked = EXPERIMENT_SCHEMA.safeParse(content)
  if (!checked.success) throw firstIssue(checked.error.issues, content, wrong)
  const experiment = checked.data
  const name = experiment.name ?? basename(source).replace(/\.ya?ml$/i, "")
  return { experiment, name, text, wrong }
}

/** Where a part begins in the text: its value, or its key if that has no value or is itself what is wrong. */
function offsetOf(document: Document, path: Path): number {
  let node: Node | null = document.contents as Node | null
  let offset = node?.range?.[0] ?? 0
  for (const step of path) {
    const [key, value] = childOf(node, step)
    const place = isEmpty(value) || isUnknown(key) ? key : value
    offset = place?.range?.[0] ?? offset
    node = value
  }
  return offset
}

const isEmpty = (node: Node | null) => node === null || (isScalar(node) && node.value === null)

/** Whether it is a key that the schema does not have. */
const isUnknown = (key: Node | null) => isScalar(key) && !Object.hasOwn(EXPERIMENT_SCHEMA.shape, String(key.value))

/** A part of a map or list: its key if it has one, and its value; null for what is not there. */
function childOf(node: Node | null, step: string | number): readonly [key: Node | null, value: Node | null] {
  if (isMap(node)) {
    const pair = node.items.find(item => isScalar(item.key) && item.key.value === step)
    return [(pair?.key as Node | undefined) ?? null, (pair?.value as Node | undefined) ?? null]
  }
  return [null, isSeq(node) ? ((node.items[step as number] as Node | undefined) ?? null) : null]
}

/** The first thing that is wrong. */
function firstIssue(
  issues: readonly z.core.$ZodIssue[],
  content: unknown,
  wrong: (path: Path, message: string) => InputError,
): InputError {
  const [issue] = issues
  const path = issue.path as Path
  if (issue.code === "unrecognized_keys") {
    const [key] = issue.keys
    return wrong([...path, key], unknownKey(key))
  }
  const value = path.reduce<unknown>((part, step) => (part as Record<string | number, unknown>)?.[step], content)
  const field = pathText(path)
  if (issue.code === "invalid_value" && typeof value === "string") {
    return wrong(path, unknownName(field, value, issue.values.map(String)))
  }
  if (path.length === 0)
    return wrong(path, `the file holds ${shown(value)}, expected keys such as networks and methods`)
  const expected = issue.code === "invalid_value" ? `one of ${issue.values.join(", ")}` : issue.message
  return wrong(path, `${field} is ${shown(value)}, expected ${expected}`)
}

function unknownKey(key: string): string {
  const known = Object.keys(EXPERIMENT_SCHEMA.shape)
  const near = nearestName(key, known)
  return `key "${key}" is unknown; known: ${known.join(", ")}.${near === null ? "" : ` Did you mean "${near}"?`}`
}

/** "networks[2]", counted from 1 as people do. */
function pathText(path: Path): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step + 1}]` : i === 0 ? step : `.${step}`)).join("")
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "empty"
  if (Array.isArray(value) && value.length === 0) return "an empty list"
  return typeof value === "string" ? `"${value}"` : JSON.stringify(value)
}
