/** Take each message of a WebSocket in JSON; `bench.hush` ends it, with what is still to be read. */
export function connected(address, take) {
  return new Promise((done) => {
    const socket = new WebSocket(address);
    socket.onopen = () => done();
    socket.onmessage = ({ data }) => take(JSON.parse(data));
    window.bench.hush = () => {
      socket.onmessage = null;
      socket.close();
    };
  });
}
