// Are the generated types what the contracts say today? Generates them anew and compares; exit 1 when one differs.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('..', import.meta.url))
const contracts = { '../api/console.yaml': 'src/api/schema.d.ts', '../api/ledgers.yaml': 'src/api/ledgers.d.ts', '../api/evaluations.yaml': 'src/api/evaluations.d.ts' }
const folder = mkdtempSync(join(tmpdir(), 'biyun-api-'))
const fresh = join(folder, 'fresh.d.ts')
let differ = false
for (const [contract, types] of Object.entries(contracts)) {
  const run = spawnSync('npx', ['--no-install', 'openapi-typescript', contract, '-o', fresh], { cwd: web, encoding: 'utf8' })
  if (run.status !== 0) {
    console.error(run.stderr)
    process.exit(3)
  }
  const same = readFileSync(fresh, 'utf8') === readFileSync(join(web, types), 'utf8')
  console.log(same ? `${types} is the contract` : `${types} differs from ${contract}: run \`npm run api\``)
  differ ||= !same
}
rmSync(folder, { recursive: true })
process.exit(differ ? 1 : 0)
