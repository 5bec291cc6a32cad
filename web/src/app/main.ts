import { createApp } from 'vue'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './style.css'
import App from './App.vue'
import { kitWords } from './messages'
import { router } from './router'
import { giveKitWords } from '@/kit/i18n'

giveKitWords(kitWords)
createApp(App).use(router).mount('#app')
