/* SPDX-License-Identifier: AGPL-3.0-or-later */
// socket.io as its documentation has it, WebSocket only: node socketio.js <port>. Who comes with ?control says, all others hear.
import { createServer } from "node:http";
import { Server } from "socket.io";

const server = createServer();
const io = new Server(server, { serveClient: false, transports: ["websocket"] });
io.on("connection", (socket) => {
  if (socket.handshake.query.control === undefined) socket.join("channel");
  socket.on("say", (data) => io.to("channel").emit("message", data));
});
server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
