// What the networks of all kinds of policies are made of, independent of the format they are written in.

import type { Affine, Scaling } from "./affine.ts"

/** Extent of an axis of an input: a number, or the name of one that may differ from call to call. */
export type Axis = number | string

/** The first axis of every input and output: observations decided for in one call. */
export const BATCH = "batch"
/** Added to the scores of actions that a mask forbids: their probability is then exactly 0 in float32. */
export const MASKED = -1e9

/** An input of a network as its user sees it. */
export interface Input {
  readonly name: string
  readonly type: "float32" | "uint8"
  /** Without the batch axis. */
  readonly axes: readonly Axis[]
  /** One sentence. */
  readonly about: string
}

/**
 * Writes a network down, step by step; `V` stands for a value in the network. Names are unique within a network; a value's
 * first axis is the batch.
 */
export interface Writer<V> {
  input(input: Input): V
  /** (x − offset) / scale over the last axis. */
  scaled(name: string, x: V, scaling: Scaling): V
  /** x · kernel + bias over the last axis. */
  affine(name: string, x: V, map: Affine): V
  activate(name: string, x: V, activation: "tanh" | "relu" | "sigmoid"): V
  /** Element by element; extents of 1 are repeated. */
  add(name: string, a: V, b: V): V
  multiply(name: string, a: V, b: V): V
  /** [batch, n] to [batch, 1, n]. */
  asRow(name: string, x: V): V
  /** [batch, n, 1] to [batch, n]. */
  asList(name: string, x: V): V
  /** Scores in which every entry with mask 0 is lowered by MASKED, or to it. */
  masked(name: string, scores: V, mask: V): V
  /** Probabilities over the last axis, an output of the network. */
  probabilities(name: string, scores: V): void
  /** The greedy action as an output of the network, where the format has a word for it: the best entry of each list of scores, the
   * lowest index among equals, plus `start`; a list of one number per part, or the number alone if `single`. */
  action(name: string, scores: readonly V[], start: readonly number[], single: boolean): void
  /** A value carried over to the next call, an output of the network. */
  state(name: string, x: V): void
}

/** The inputs, outputs and meaning of a network. */
export interface Description {
  readonly inputs: readonly Input[]
  /** Names of the outputs with the probabilities, one per part of an action. */
  readonly probabilities: readonly string[]
  /** Added to the index of the best entry of each part to give the action. */
  readonly start: readonly number[]
  /** Whether an action is one number, not a list. */
  readonly single: boolean
  /** Inputs that are 0 at the start of an episode, and the outputs that hold what they are at the next step. */
  readonly states: readonly { readonly input: string; readonly output: string }[]
  /** What one call does, in one or two sentences. */
  readonly about: string
}

/** A network of a policy file: what it takes and gives, and how to write it down. */
export interface Network extends Description {
  write<V>(writer: Writer<V>): void
}
