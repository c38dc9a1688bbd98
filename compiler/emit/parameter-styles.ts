// Values of parameters as OpenAPI documents want them written: delimited lists, deep objects, cookies, JSON.
// Must not know which parameter a value fills.
import type { ValueStyle } from "../semantics/openapi/lower-call.js";
import { anyObject, dynamic } from "../semantics/types.js";
import { code, runtime } from "./code.js";
import type { Value } from "./function.js";

export function styled(value: Value, style: ValueStyle): Value {
  switch (style.kind) {
    case "delimited":
      return { code: code`${runtime("delimited")}(${value.code}, ${style.by})`, type: dynamic };
    case "deepObject":
      return { code: code`${runtime("deepObject")}(${style.name}, ${value.code})`, type: anyObject };
    case "cookies":
      return { code: code`${runtime("cookies")}(${value.code})`, type: dynamic };
    case "json":
      return { code: code`${runtime("jsonText")}(${value.code})`, type: dynamic };
  }
}
