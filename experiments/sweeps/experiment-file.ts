// Reads experiment files.

import { basename } from "node:path"
import { readYaml, type YamlFile } from "../yaml-file.ts"
import { EXPERIMENT_SCHEMA, type Experiment } from "./experiment.ts"

/** A checked file, and where its parts stand. */
export interface ExperimentFile {
  readonly experiment: Experiment
  readonly name: string
  readonly text: string
  readonly wrong: YamlFile<Experiment>["wrong"]
}

/**
 * Checks the text of an experiment file.
 *
 * @param source the file's path, for messages and the default name
 * @throws InputError with line and column, the nearest name where one is unknown
 */
export function readExperiment(text: string, source: string): ExperimentFile {
  const { value: experiment, wrong } = readYaml(text, source, EXPERIMENT_SCHEMA)
  const name = experiment.name ?? basename(source).replace(/\.ya?ml$/i, "")
  return { experiment, name, text, wrong }
}
