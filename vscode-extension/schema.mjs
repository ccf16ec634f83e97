// The schemas of adlint's settings, for extensions that check TOML: of adlint.toml as it is, and inside that of pyproject.toml,
// whole, because not every one of them follows a reference from one file to another.
import * as fs from 'node:fs';

const settings = JSON.parse(fs.readFileSync('../docs/adlint.schema.json', 'utf8'));
const inside = (name, schema) => ({ type: 'object', properties: { [name]: schema } });

for (const [name, schema] of [['adlint', settings], ['pyproject', { $schema: settings.$schema, ...inside('tool', inside('adlint', settings)) }]]) {
    fs.writeFileSync(`dist/${name}.schema.json`, JSON.stringify(schema));
}
