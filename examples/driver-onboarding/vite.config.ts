import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // The gateway allows any port of 127.0.0.1 while it is not in production.
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
});
