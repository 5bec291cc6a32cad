// Is src/api/schema.d.ts what the contract says today? Generates it anew and compares; exit 1 when they differ.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'biyun-api-'))
const fresh = join(folder, 'schema.d.ts')
const run = spawnSync('npx', ['--no-install', 'openapi-typescript', '../api/console.yaml', '-o', fresh], { cwd: web, encoding: 'utf8' })
if (run.status !== 0) {
  console.error(run.stderr)
  process.exit(3)
}
const same = readFileSync(fresh, 'utf8') === readFileSync(join(web, 'src/api/schema.d.ts'), 'utf8')
rmSync(folder, { recursive: true })
console.log(same ? 'src/api/schema.d.ts is the contract' : 'src/api/schema.d.ts differs from api/console.yaml: run `npm run api`')
process.exit(same ? 0 : 1)
