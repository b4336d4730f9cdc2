// Hocuspocus as it comes, keeping nothing on disk.
import { Server } from '@hocuspocus/server';

await new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true }).listen();
