export * from "../maestro/choices.ts"
