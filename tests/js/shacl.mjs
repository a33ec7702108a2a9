// A second opinion on SHACL: what shacl-engine finds, to be compared with what pyshacl finds.
//
//     node shacl.mjs < {"shapes": [files], "cases": [{"name", "shape", "data"}]}
//
// prints {name: [[severity, shape, focus, constraint component], …]}. Core constraints only.

import { readFileSync } from 'node:fs'
import { DataFactory, Parser, Store } from 'n3'
import { Validator } from 'shacl-engine'

const parse = (file) => new Parser({ blankNodePrefix: `${file.replace(/\W/g, '')}_` })
  .parse(readFileSync(file, 'utf8'))
const local = (term) => term.value.replace(/^.*#/, '')

const { shapes, cases } = JSON.parse(readFileSync(0, 'utf8'))
const validator = new Validator(new Store(shapes.flatMap(parse)), { factory: DataFactory })

const found = {}
for (const { name, shape, data } of cases) {
  const terms = [DataFactory.namedNode(shape)]
  const report = await validator.validate({ dataset: new Store(parse(data)) }, [{ terms }])
  found[name] = report.results.map((result) => [
    local(result.severity), result.shape.ptr.value, result.focusNode.value,
    local(result.constraintComponent)
  ])
}
console.log(JSON.stringify(found))
