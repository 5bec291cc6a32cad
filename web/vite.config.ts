import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vitest/config'

// While developing, the server of `biyun serve` is expected at its usual address.
const server = process.env.BIYUN_SERVER ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [
    vue(),
    components({ dirs: [], dts: 'src/components.d.ts', resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { target: ['chrome86', 'firefox90', 'safari14'], chunkSizeWarningLimit: 700, reportCompressedSize: true },
  server: { proxy: { '/api': server } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], server: { deps: { inline: ['element-plus'] } } },
})
