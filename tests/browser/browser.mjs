// A person before a screen: Chromium with a watch on what must not happen (errors, requests to elsewhere).
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')

export const address = process.env.BIYUN_ADDRESS
export const screens = process.env.BIYUN_SCREENS
assert.ok(address && screens, 'run this through tests/browser/run.sh')

export const roles = ['admin', 'leader', 'monitor', 'inspector', 'officer', 'grid', 'enterprise', 'guest']
const wait_ms = 30_000 // a machine that builds at the same time is slow
const chromium_path = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

let browser = null
export async function openBrowser() {
  assert.ok(chromium_path, 'Chromium is not installed: apt-get install chromium, or name it in CHROMIUM')
  browser = await chromium.launch({
    executablePath: chromium_path,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-default-apps', '--disable-sync', '--disable-domain-reliability',
      '--no-first-run', '--disable-gpu', '--disable-dev-shm-usage'],
  })
}
export const closeBrowser = () => browser?.close()

// A browser says "Failed to load" on its console for every refusal; these are asked for.
const expected = (message) => message.text().includes('Failed to load resource') && /\/api\/v1\/session$/.test(message.location().url)

export class Person {
  /// width < 600 is a phone. Far from Beijing on purpose: times on the screen must not follow the browser's zone.
  static async at(width = 1440, { dark = false, english = false } = {}) {
    const me = new Person()
    const phone = width < 600
    me.width = width
    me.troubles = []
    me.context = await browser.newContext({ viewport: { width, height: phone ? 844 : 900 }, isMobile: phone, hasTouch: phone, locale: 'zh-CN', timezoneId: 'America/New_York', acceptDownloads: true })
    await me.context.addInitScript(([theme, locale]) => {
      if (origin === 'null') return // a frame apart has no storage
      if (!localStorage.getItem('biyun.theme')) localStorage.setItem('biyun.theme', theme)
      if (!localStorage.getItem('biyun.locale')) localStorage.setItem('biyun.locale', locale)
    }, [dark ? 'dark' : 'light', english ? 'en' : 'zh'])
    me.page = await me.context.newPage()
    me.page.setDefaultTimeout(wait_ms)
    me.page.on('console', (message) => {
      if (message.type() === 'error' && !expected(message) && !me.forgiving) me.troubles.push(`console: ${message.text()} (${me.page.url()})`)
    })
    me.page.on('pageerror', (error) => me.troubles.push(`page: ${error.message} (${me.page.url()})`))
    me.page.on('request', (request) => {
      const to = new URL(request.url())
      if (to.origin !== address && !['data:', 'blob:'].includes(to.protocol)) me.troubles.push(`a request left the machine: ${request.url()}`)
    })
    return me
  }
  async logIn(role) {
    await this.page.goto(`${address}/login`)
    await this.type(`demo-${role}`, `yunzhou-${role}`)
    await this.page.waitForURL((url) => url.pathname !== '/login')
    return this
  }
  async type(login, password) {
    await this.page.fill('input[name=login]', login)
    await this.page.fill('input[name=password]', password)
    await this.page.click('button[type=submit]')
  }
  /// Opens a place and waits until nothing is being loaded there any more.
  async go(place) {
    await this.page.goto(address + place)
    await this.settled()
  }
  async settled() {
    await this.page.locator('main h1, main .page-note, main .map canvas').first().waitFor()
    // Charts below the edge of the window wait until somebody scrolls there.
    await this.page.waitForFunction(() => [...document.querySelectorAll('main .pane[role=status], .el-drawer__body .pane[role=status]')].every((pane) => pane.getBoundingClientRect().top > innerHeight))
    await this.page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))))
  }
  shot(name) {
    return this.page.screenshot({ path: path.join(screens, `${name}.png`) })
  }
  async scrollsSideways() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  }
  /// What the API answers to this person's cookie, without the screens.
  async status(api) {
    return (await this.context.request.get(`${address}/api/v1${api}`)).status()
  }
  async json(api) {
    return (await this.context.request.get(`${address}/api/v1${api}`)).json()
  }
  nothingWrong() {
    assert.deepEqual(this.troubles, [])
  }
  leave() {
    return this.context.close()
  }
}

/// Does something as somebody, then makes sure that nothing went wrong on the way.
export async function as(role, options, work) {
  const person = await Person.at(options.width, options)
  try {
    if (role) await person.logIn(role)
    await work(person, person.page)
    person.nothingWrong()
  } finally {
    await person.leave()
  }
}

/// Tries until it is true; the district is alive, some things take a moment.
export async function eventually(what, test, within_ms = wait_ms) {
  const end = Date.now() + within_ms
  for (;;) {
    const got = await test()
    if (got) return got
    assert.ok(Date.now() < end, `not within ${within_ms / 1000} s: ${what}`)
    await new Promise((done) => setTimeout(done, 250))
  }
}
