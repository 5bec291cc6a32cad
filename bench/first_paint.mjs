// How soon does 一张图 stand before somebody, with 500 points? A server of its own with 500 registered points whose
// loggers speak once; each opening by a browser that has nothing in its cache. Figures in milliseconds from the click.
//   first_paint.mjs PATH_OF_BIYUN [POINTS] [OPENINGS]
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('playwright-core')
const [biyun, points = '500', openings = '7'] = process.argv.slice(2)
const password = 'a-password-for-the-bench'
const folder = mkdtempSync(path.join(tmpdir(), 'biyun-first-paint-'))

function start() {
  const server = spawn(biyun, ['serve', '--data', path.join(folder, 'data'), '--http', '127.0.0.1:0', '--hj212', '127.0.0.1:0'])
  return new Promise((ready, failed) => {
    let said = ''
    server.on('exit', () => failed(new Error(`the server ended: ${said}`)))
    server.stderr.on('data', (text) => (said += text))
    server.stdout.on('data', (text) => {
      said += text
      const line = /ready (http:\S+) hj212:\/\/\S+:(\d+)/.exec(said)
      if (line) ready({ server, address: line[1], door: Number(line[2]), first: /password (\S+)/.exec(said)[1] })
    })
  })
}

class Api {
  constructor(address) {
    this.address = address
  }
  async ask(method, at, body) {
    const headers = { 'Content-Type': 'application/json', ...(this.cookie && { Cookie: this.cookie }), ...(this.csrf && { 'X-CSRF-Token': this.csrf }) }
    const answer = await fetch(`${this.address}/api/v1${at}`, { method, headers, body: body && JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`)
    this.cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie
    return answer.status === 204 ? null : answer.json()
  }
  async logIn(secret) {
    this.csrf = undefined
    this.csrf = (await this.ask('POST', '/session', { login: 'admin', password: secret })).csrf
  }
}

/// HJ 212-2017, annex A.
function crc(text) {
  let state = 0xffff
  for (const byte of Buffer.from(text)) {
    state = (state >> 8) ^ byte
    for (let i = 0; i < 8; ++i) state = state & 1 ? (state >> 1) ^ 0xa001 : state >> 1
  }
  return state.toString(16).toUpperCase().padStart(4, '0')
}
function upload(mn, at) {
  const segment = `QN=${at}000;ST=32;CN=2011;PW=123456;MN=${mn};Flag=4;CP=&&DataTime=${at};w01018-Rtd=31.5,w01018-Flag=N&&`
  return `##${String(segment.length).padStart(4, '0')}${segment}${crc(segment)}\r\n`
}

async function fill({ address, door, first }) {
  const api = new Api(address)
  await api.logIn(first)
  await api.ask('POST', '/session/password', { old: first, new: password })
  await api.logIn(password)
  const beijing = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14)
  let frames = ''
  for (let i = 0; i < Number(points); ++i) {
    const mn = `BENCH${String(i).padStart(19, '0')}`
    const point = await api.ask('POST', '/points', { code: `B-${i}`, name: `排口 ${i}（虚构）`, kind: i % 3 ? 'water_outlet' : 'gas_outlet', facility: `企业 ${i % 80}（虚构）`, area: '140215',
      longitude: 112.9 + (i % 25) * 0.02, latitude: 39.95 + Math.floor(i / 25) * 0.02 })
    await api.ask('PUT', `/points/${point.id}/channels`, [{ factor: 'w01018', unit: 'mg/L', limit_set: 'GB18918-2002/一级A', required: true }])
    await api.ask('PUT', `/loggers/${mn}`, { point: point.id, password: '123456', edition: '2017' })
    frames += upload(mn, beijing)
  }
  await new Promise((done, failed) => connect(door, '127.0.0.1', function () { this.end(frames, done) }).on('error', failed))
  for (let tries = 0; (await api.ask('GET', '/overview')).figures.points_online < Number(points); ++tries) {
    if (tries > 100) throw new Error('the frames did not arrive')
    await new Promise((done) => setTimeout(done, 100))
  }
}

async function open(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(`${address}/login`)
  await context.request.post(`${address}/api/v1/session`, { data: { login: 'admin', password } })
  await (await context.newCDPSession(page)).send('Network.clearBrowserCache')
  await page.goto(address + '/', { waitUntil: 'commit' })
  await page.locator('.legend').waitFor()
  await page.locator('main canvas').first().waitFor()
  const got = await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const files = performance.getEntriesByType('resource').filter((entry) => /\.(js|css)$/.test(new URL(entry.name).pathname))
    return { first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, whole: performance.now(),
      bytes: [...files, ...performance.getEntriesByType('navigation')].reduce((sum, entry) => sum + entry.encodedBodySize, 0) }
  })
  await context.close()
  return got
}

const middle = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

const { server, ...at } = await start()
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'] })
try {
  await fill(at)
  const all = []
  for (let i = 0; i < Number(openings); ++i) all.push(await open(browser, at.address))
  const of = (name) => all.map((one) => one[name])
  console.log(`一张图 with ${points} points, headless Chromium, empty cache, ${openings} openings:`)
  console.log(`first contentful paint  median ${middle(of('first')).toFixed(0)} ms, worst ${Math.max(...of('first')).toFixed(0)} ms`)
  console.log(`map and all points drawn  median ${middle(of('whole')).toFixed(0)} ms, worst ${Math.max(...of('whole')).toFixed(0)} ms`)
  console.log(`scripts, styles and page as sent (gzip)  ${(middle(of('bytes')) / 1024).toFixed(0)} KiB`)
} finally {
  await browser.close()
  server.removeAllListeners('exit')
  server.kill('SIGTERM')
  await new Promise((done) => server.on('exit', done))
  rmSync(folder, { recursive: true, force: true })
}
