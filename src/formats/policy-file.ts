// The exported policy, policy.pb: bytes to plain data and back. Schema: policy.proto.
//
// What is written is checked as strictly as what is read, and equal policies give equal bytes.
// Reading throws InputError for anything that is not a sound policy file, never another error.
// The payload carries a CRC-32; the envelope around it must be exactly the one this module writes.

import { Reader } from "protobufjs/minimal.js"
import { unknownName } from "../core/check.ts"
import { InputError } from "../core/errors.ts"
import { crc32 } from "./crc32.ts"
import { analects as code } from "./generated/policy.ts"
import type { analects } from "./generated/policy-types.d.ts"

// The generated code is not type-checked; its types come from the file beside it.
const { Envelope, Policy } = (code as unknown as typeof analects).policy

/** Format of the payload this version writes and reads. */
export const POLICY_FORMAT = 1

/** Largest policy file, in bytes. The default policy takes about 8 kB, an LSTM of 128 cells about 0.6 MB. */
export const MAX_POLICY_BYTES = 16 * 1024 * 1024

/** Fields of a policy: tensors, features, action lists, provenance. Without a limit each costs a hundred times its two bytes. */
const MOST_FIELDS = 20_000
/** Characters and levels of a JSON text. A space of 576 choices takes 0.1 million characters and 5 levels. */
const LONGEST_JSON = 4_000_000
const DEEPEST_JSON = 64
/** Axes of a tensor. */
const MOST_AXES = 8
/** Characters of a kind. */
const LONGEST_KIND = 64

/** A JSON object; numbers finite. */
export type JsonObject = { readonly [key: string]: unknown }

/** A named array, row-major; `data.length` is the product of `shape`. */
export interface PolicyTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** One input number of the network, which is fed (raw − offset) / scale. */
export interface PolicyFeature {
  readonly name: string
  /** Which input of the network it belongs to, such as "choice". */
  readonly group: string
  readonly offset: number
  readonly scale: number
}

/** Action i means pe[i] processing elements, tile[i] and dataflow[i]. */
export interface PolicyChoices {
  /** Name of the layer; "" in a list that serves every layer. */
  readonly layer: string
  readonly pe: readonly number[]
  readonly tile: readonly number[]
  /** Only there where the dataflow is a choice. */
  readonly dataflow?: readonly string[]
}

/** A policy as plain data; field by field the message `Policy` of policy.proto. */
export interface PolicyFile {
  readonly kind: string
  readonly architecture: JsonObject
  readonly tensors: readonly PolicyTensor[]
  readonly observationSpace: JsonObject
  readonly actionSpace: JsonObject
  /** In the order the network takes them. */
  readonly features: readonly PolicyFeature[]
  /** One list for all layers, one per layer, or none where the environment supplies the choices. */
  readonly actionTable: readonly PolicyChoices[]
  /** analects version, seed, network, dataflow, platform, objective, constraint, budget, episodes. */
  readonly provenance: Readonly<Record<string, string>>
}

const MAGIC = "analects-policy"
/** How every policy file starts: tag and length of the first field, then the magic. */
const PREFIX = Envelope.encode({ magic: MAGIC }).finish()

/** Bytes of a policy file. Throws InputError for a policy that `readPolicy` would refuse. */
export function writePolicy(policy: PolicyFile): Uint8Array {
  checkPolicy(policy, "policy")
  const payload = Policy.encode({
    kind: policy.kind,
    architectureJson: toJson("architecture", policy.architecture),
    // The encoder only indexes the arrays, so typed arrays may stand where the types say number[].
    tensors: policy.tensors.map(({ name, shape, data }) => ({
      name,
      shape: [...shape],
      data: data as unknown as number[],
    })),
    observationSpaceJson: toJson("observationSpace", policy.observationSpace),
    actionSpaceJson: toJson("actionSpace", policy.actionSpace),
    features: policy.features.map(feature => ({ ...feature })),
    actionTable: policy.actionTable.map(({ layer, pe, tile, dataflow = [] }) => ({
      layer,
      pe: [...pe],
      tile: [...tile],
      dataflow: [...dataflow],
    })),
    provenance: Object.keys(policy.provenance)
      .sort()
      .map(key => ({ key, value: policy.provenance[key] })),
  }).finish()
  const bytes = encodeEnvelope(POLICY_FORMAT, crc32(payload), payload)
  checkSize(bytes, "policy")
  return bytes
}

/** The policy in a file's bytes. `source` opens the messages of InputError; give the path where there is one. */
export function readPolicy(bytes: Uint8Array, source = "policy file"): PolicyFile {
  checkSize(bytes, source)
  const policy = decode(openEnvelope(bytes, source), source)
  checkPolicy(policy, source)
  return policy
}

/** The data of a tensor. Throws InputError when the policy has none of that name or one of another shape. */
export function policyTensor(policy: PolicyFile, name: string, shape: readonly number[]): Float32Array {
  const tensor = policy.tensors.find(t => t.name === name)
  if (tensor === undefined) {
    throw new InputError(
      unknownName(
        "tensor",
        name,
        policy.tensors.map(t => t.name),
      ),
    )
  }
  if (tensor.shape.join() === shape.join()) return tensor.data
  throw new InputError(`tensor "${name}" has shape [${tensor.shape.join(", ")}], expected [${shape.join(", ")}]`)
}

function encodeEnvelope(format: number, checksum: number, payload: Uint8Array): Uint8Array {
  return Envelope.encode({ magic: MAGIC, format, crc32: checksum, payload }).finish()
}

function checkSize(bytes: Uint8Array, source: string): void {
  if (bytes.length <= MAX_POLICY_BYTES) return
  throw new InputError(`${source} has ${bytes.length} bytes, at most ${MAX_POLICY_BYTES} are allowed`)
}

/** Runs a decoder; whatever it throws becomes one InputError. */
function guarded<T>(source: string, decoder: () => T): T {
  try {
    return decoder()
  } catch (error) {
    throw new InputError(`${source} is cut short or damaged (${(error as Error).message})`)
  }
}

/** The payload, once magic, format, checksum and framing are right. */
function openEnvelope(bytes: Uint8Array, source: string): Uint8Array {
  for (let i = 0; i < PREFIX.length; i++) {
    if (i >= bytes.length) throw new InputError(`${source} is cut short: it has ${bytes.length} bytes`)
    if (bytes[i] !== PREFIX[i]) throw new InputError(`${source} is not an exported policy (wrong first bytes)`)
  }
  const envelope = guarded(source, () => Envelope.decode(bytes))
  if (envelope.format !== POLICY_FORMAT) {
    throw new InputError(`${source} has format ${envelope.format}, this version reads ${POLICY_FORMAT}`)
  }
  const checksum = crc32(envelope.payload)
  if (checksum !== envelope.crc32) {
    throw new InputError(`${source} is damaged: checksum ${hex(checksum)}, recorded ${hex(envelope.crc32)}`)
  }
  const expected = encodeEnvelope(envelope.format, checksum, envelope.payload)
  if (expected.length !== bytes.length || expected.some((byte, i) => byte !== bytes[i])) {
    throw new InputError(`${source} is damaged: it holds bytes that belong to no field`)
  }
  return envelope.payload
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0")
}

/** Refuses a payload of countless tiny fields before they become objects. */
function checkFieldCount(payload: Uint8Array, source: string): void {
  const reader = Reader.create(payload)
  for (let count = 0; reader.pos < reader.len; count++) {
    if (count === MOST_FIELDS) throw new InputError(`${source} has more than ${MOST_FIELDS} fields`)
    guarded(source, () => reader.skipType(reader.uint32() & 7))
  }
}

function decode(payload: Uint8Array, source: string): PolicyFile {
  checkFieldCount(payload, source)
  const p = guarded(source, () => Policy.decode(payload))
  return {
    kind: p.kind,
    architecture: fromJson(source, "architecture", p.architectureJson),
    tensors: p.tensors.map(t => ({
      name: t.name ?? "",
      shape: t.shape ?? [],
      data: Float32Array.from(t.data ?? []),
    })),
    observationSpace: fromJson(source, "observationSpace", p.observationSpaceJson),
    actionSpace: fromJson(source, "actionSpace", p.actionSpaceJson),
    features: p.features.map(f => ({
      name: f.name ?? "",
      group: f.group ?? "",
      offset: f.offset ?? 0,
      scale: f.scale ?? 0,
    })),
    actionTable: p.actionTable.map(({ layer, pe, tile, dataflow }) => ({
      layer: layer ?? "",
      pe: pe ?? [],
      tile: tile ?? [],
      ...(dataflow !== undefined && dataflow !== null && dataflow.length > 0 ? { dataflow } : {}),
    })),
    provenance: provenanceOf(
      p.provenance.map(entry => [entry.key ?? "", entry.value ?? ""]),
      source,
    ),
  }
}

function provenanceOf(entries: [string, string][], source: string): Record<string, string> {
  for (let i = 1; i < entries.length; i++) {
    if (entries[i - 1][0] < entries[i][0]) continue
    throw new InputError(`${source}: provenance key "${entries[i][0]}" is repeated or out of order`)
  }
  return Object.fromEntries(entries)
}

/** JSON text of an object. Throws for NaN and infinities, which JSON would silently turn into null. */
function toJson(field: string, value: JsonObject): string {
  return JSON.stringify(value, (key, entry: unknown) => {
    if (typeof entry !== "number" || Number.isFinite(entry)) return entry
    throw new InputError(`policy: ${field} holds ${entry} at "${key}", expected finite numbers`)
  })
}

function fromJson(source: string, field: string, text: string): JsonObject {
  if (text.length > LONGEST_JSON) {
    throw new InputError(`${source}: ${field} has ${text.length} characters, at most ${LONGEST_JSON} are allowed`)
  }
  if (isDeep(text)) throw new InputError(`${source}: ${field} is nested deeper than ${DEEPEST_JSON}`)
  const value: unknown = guarded(`${source}: ${field}`, () => JSON.parse(text))
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject
  throw new InputError(`${source}: ${field} is not a JSON object`)
}

/** Whether the brackets of a JSON text, those in strings aside, nest deeper than allowed. */
function isDeep(text: string): boolean {
  let depth = 0
  let isString = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (isString) {
      if (c === "\\") i++
      else if (c === '"') isString = false
    } else if (c === '"') isString = true
    else if (c === "[" || c === "{") {
      if (++depth > DEEPEST_JSON) return true
    } else if (c === "]" || c === "}") depth--
  }
  return false
}

/** Throws InputError for the first thing that makes a policy unusable. */
function checkPolicy(policy: PolicyFile, source: string): void {
  if (policy.kind === "") throw new InputError(`${source}: kind is empty`)
  if (policy.kind.length > LONGEST_KIND) throw new InputError(`${source}: kind has ${policy.kind.length} characters`)
  checkUnique(
    `${source}: tensor`,
    policy.tensors.map(t => t.name),
  )
  for (const tensor of policy.tensors) checkTensor(tensor, source)
  checkUnique(
    `${source}: feature`,
    policy.features.map(f => `${f.group}/${f.name}`),
  )
  for (const { group, name, offset, scale } of policy.features) {
    if (Number.isFinite(offset) && Number.isFinite(scale) && scale !== 0) continue
    throw new InputError(`${source}: feature "${group}/${name}" has offset ${offset} and scale ${scale}`)
  }
  for (const choices of policy.actionTable) checkChoices(choices, source)
}

function checkUnique(what: string, names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (name === "") throw new InputError(`${what} without a name`)
    if (seen.has(name)) throw new InputError(`${what} "${name}" occurs twice`)
    seen.add(name)
  }
}

function checkTensor({ name, shape, data }: PolicyTensor, source: string): void {
  if (shape.length > MOST_AXES) throw new InputError(`${source}: tensor "${name}" has ${shape.length} axes`)
  const size = shape.reduce((product, extent) => product * extent, 1)
  if (!shape.every(isUint32) || size !== data.length) {
    throw new InputError(`${source}: tensor "${name}" has ${data.length} numbers for shape [${shape.join(", ")}]`)
  }
  const bad = data.findIndex(x => !Number.isFinite(x))
  if (bad >= 0) throw new InputError(`${source}: tensor "${name}" holds ${data[bad]} at index ${bad}`)
}

function checkChoices({ layer, pe, tile, dataflow }: PolicyChoices, source: string): void {
  const what = `${source}: the action table${layer === "" ? "" : ` of layer "${layer}"`}`
  if (pe.length === 0) throw new InputError(`${what} is empty`)
  if (pe.length !== tile.length) throw new InputError(`${what} has ${pe.length} PE counts and ${tile.length} tiles`)
  if (dataflow !== undefined && dataflow.length !== pe.length) {
    throw new InputError(`${what} has ${pe.length} PE counts and ${dataflow.length} dataflows`)
  }
  const bad = [...pe, ...tile].find(x => !isUint32(x))
  if (bad !== undefined) throw new InputError(`${what} holds ${bad}, expected integers of at least 1`)
}

/** Whether x is an integer from 1 to 2^32 − 1. */
function isUint32(x: number): boolean {
  return Number.isInteger(x) && x >= 1 && x <= 0xffffffff
}
