// The generated ONNX code with its types. Schema: onnx.proto.

import { onnx as code } from "./generated/onnx.ts"
import type { onnx } from "./generated/onnx-types.d.ts"

// The generated code is not type-checked; its types come from the file beside it.
const messages = code as unknown as typeof onnx

/** `ModelProto.encode(model).finish()` gives the bytes of an .onnx file. */
export const { ModelProto, TensorProto } = messages

/** Plain objects with the fields of onnx.proto in camel case, all optional. */
export type OnnxModel = onnx.IModelProto
export type OnnxGraph = onnx.IGraphProto
export type OnnxNode = onnx.INodeProto
export type OnnxAttribute = onnx.IAttributeProto
export type OnnxTensor = onnx.ITensorProto
export type OnnxValueInfo = onnx.IValueInfoProto
export type OnnxFunction = onnx.IFunctionProto
