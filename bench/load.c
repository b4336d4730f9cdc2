// People on boards, as many as a plan says, from one core: speaks y-websocket's protocol, judges by freshness.
//
// Usage: load PLAN. Build: cc -O2 -o load load.c -lz. bench/load.py writes plans and reads the answers.
//
// Every person's presence and every change carries a mark, ~@PPPPSSSSSSSS or ~#PPPPSSSSSSSS (who within the board, which one
// of theirs, in hex). A receiver is said to hold state S of P from the moment it has seen S or a newer one: a server that
// relays, merges or leaves out what is overtaken is judged alike. Marks are looked for in the bytes of each message; what
// is sent compressed would not be found, so compression of the whole connection is not offered.
//
// Who comes with OWN comes as Same Room's own page does: with its subprotocol, and so its first sync is deflated. They are
// in when it is there. It is inflated once measuring is over: in life each person's own machine does that.
// All that the last of those who come in a wave is told is written to PLAN.heard, so that it can be looked at.
//
// On standard output, in order: "ready" once everyone is in, "measuring", "measured", "settled"; after a word on
// standard input, one line of JSON. With each run
// come this process's own share of its core and how late it was; a run in which it was the bottleneck is to be thrown away.

#define _GNU_SOURCE
#include <alloca.h>
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { WAVE = 1, STOPS = 2, OWN = 4 };  // comes when measuring begins | reads nothing while measuring | as our own page
enum { SYNC = 0, PACKED = 104, FIRST_OF_OURS = 100 };
enum { IDLE, CONNECTING, UPGRADING, OPEN, GONE };
enum { STATE_BYTES = 150, BUCKETS = 1200 };

typedef struct { uint8_t *bytes; size_t size; } Bytes;

typedef struct {
  int room, local, flags, fd, stage, port;
  uint64_t client;
  double presence_hz, change_hz;
  char *path;
  Bytes prefix;  // before every message, both ways: servers that name the document in each
  Bytes *changes;
  int change_count, changes_sent;
  uint32_t clock, state;  // of presence: who is only still here says the same state again, with the next clock
  uint8_t *in;
  size_t in_used, in_room;
  uint8_t *out;
  size_t out_used, out_room;
  bool synced, paused, watching_out;
  double began_s, synced_s;
  uint32_t *seen_presence, *seen_change;  // of each person of the board: the newest seen
  double *presence_sent_s, *change_sent_s;  // when each of mine was sent
  int presence_room;
  int close_code;
  Bytes packed;  // messages that are deflated, each after its size in 4 bytes
  size_t first_bytes;  // of the document until synced, inflated
} Person;

typedef struct { int size; Person **people; } Room;
typedef struct { uint64_t count, buckets[BUCKETS]; double worst_ms; } Times;
typedef struct { double at_s; int person, what; } Due;

static Person *people;
static Room *rooms;
static int person_count, room_count;
static char host[64] = "127.0.0.1", offers[64];
static Person *witness;
static FILE *heard;
static int port, epoll;
static double warmup_s = 2, measure_s = 10, settle_s = 10;
static double from_s = 1e18, until_s = 1e18;
static Times presence_times, change_times, kept_times, join_times, late_times;
static uint64_t frames_in, bytes_in, messages_out;
static Due *heap;
static int heap_size, heap_room;
static bool sending = true;

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void *sized(void *old, size_t size) {
  void *got = realloc(old, size);
  if (!got) { fprintf(stderr, "no memory\n"); exit(1); }
  return got;
}

// times: buckets 2 % apart from 10 microseconds on ---------------------------------------------------------------

static double edge_ms(int bucket) {
  double edge = 0.01;
  static double edges[BUCKETS];
  if (edges[0] == 0) for (int i = 0; i < BUCKETS; i++) { edges[i] = edge; edge *= 1.02; }
  return edges[bucket];
}

static void note(Times *times, double s) {
  double ms = s * 1000;
  int low = 0, high = BUCKETS - 1;
  while (low < high) {
    int middle = (low + high) / 2;
    if (edge_ms(middle) < ms) low = middle + 1; else high = middle;
  }
  times->buckets[low]++;
  times->count++;
  if (ms > times->worst_ms) times->worst_ms = ms;
}

static double part_ms(Times *times, double part) {
  uint64_t wanted = (uint64_t)(times->count * part), passed = 0;
  for (int i = 0; i < BUCKETS; i++)
    if ((passed += times->buckets[i]) > wanted) return edge_ms(i);
  return times->worst_ms;
}

static void print_times(const char *name, Times *times, const char *after) {
  if (times->count)
    printf("\"%s\": {\"count\": %llu, \"p50\": %.3f, \"p90\": %.3f, \"p99\": %.3f, \"worst\": %.3f}%s", name,
           (unsigned long long)times->count, part_ms(times, 0.5), part_ms(times, 0.9), part_ms(times, 0.99), times->worst_ms, after);
  else
    printf("\"%s\": null%s", name, after);
}

// what is due when ------------------------------------------------------------------------------------------------

static void due(double at_s, int person, int what) {
  if (heap_size == heap_room) heap = sized(heap, (heap_room = heap_room ? heap_room * 2 : 1024) * sizeof *heap);
  int i = heap_size++;
  for (; i && heap[(i - 1) / 2].at_s > at_s; i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
  heap[i] = (Due){at_s, person, what};
}

static Due take_due(void) {
  Due first = heap[0], last = heap[--heap_size];
  int i = 0;
  for (int child; (child = 2 * i + 1) < heap_size; i = child) {
    if (child + 1 < heap_size && heap[child + 1].at_s < heap[child].at_s) child++;
    if (heap[child].at_s >= last.at_s) break;
    heap[i] = heap[child];
  }
  if (heap_size) heap[i] = last;
  return first;
}

// out ---------------------------------------------------------------------------------------------------------------

static void watch(Person *p) {
  struct epoll_event event = {.data.ptr = p};
  event.events = (p->paused ? 0 : EPOLLIN) | (p->out_used ? EPOLLOUT : 0);
  epoll_ctl(epoll, EPOLL_CTL_MOD, p->fd, &event);
  p->watching_out = p->out_used > 0;
}

static void gone(Person *p, int code) {
  if (p->stage == GONE) return;
  p->stage = GONE;
  if (!p->close_code) p->close_code = code;
  close(p->fd);
}

static void push(Person *p) {
  while (p->out_used) {
    ssize_t sent = send(p->fd, p->out, p->out_used, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN) { gone(p, 1006); return; }
      break;
    }
    memmove(p->out, p->out + sent, p->out_used -= sent);
  }
  if (p->watching_out != (p->out_used > 0)) watch(p);
}

static void queue(Person *p, const void *bytes, size_t size) {
  if (p->out_used + size > p->out_room) p->out = sized(p->out, p->out_room = (p->out_used + size) * 2);
  memcpy(p->out + p->out_used, bytes, size);
  p->out_used += size;
}

static void say(Person *p, int opcode, const uint8_t *payload, size_t size) {
  static uint32_t salt = 0x9e3779b9;
  uint8_t head[14] = {0x80 | opcode};
  size_t n = 2;
  if (size < 126) head[1] = 0x80 | size;
  else if (size < 65536) { head[1] = 0x80 | 126; head[2] = size >> 8; head[3] = size; n = 4; }
  else { head[1] = 0x80 | 127; for (int i = 0; i < 8; i++) head[2 + i] = (uint64_t)size >> (56 - 8 * i); n = 10; }
  uint8_t *mask = head + n;
  salt = salt * 1664525 + 1013904223;
  memcpy(mask, &salt, 4);
  queue(p, head, n + 4);
  queue(p, payload, size);
  uint8_t *masked = p->out + p->out_used - size;
  for (size_t i = 0; i < size; i++) masked[i] ^= mask[i & 3];
  messages_out++;
  push(p);
}

static void tell(Person *p, const uint8_t *message, size_t size) {
  uint8_t *whole = alloca(p->prefix.size + size);
  memcpy(whole, p->prefix.bytes, p->prefix.size);
  memcpy(whole + p->prefix.size, message, size);
  say(p, 2, whole, p->prefix.size + size);
}

static size_t put_number(uint8_t *at, uint64_t number) {
  size_t n = 0;
  for (; number > 127; number >>= 7) at[n++] = 128 | (number & 127);
  at[n++] = number;
  return n;
}

static void say_presence(Person *p, double at_s) {
  uint8_t state[STATE_BYTES + 1], body[256], message[300];
  p->clock++;
  bool is_new = p->presence_hz >= 1 || !p->state;
  p->state += is_new;
  int used = snprintf((char *)state, sizeof state, "{\"k\":\"~@%04x%08x\",\"cursor\":[%d.5,%d.25],\"view\":[0,0,1],\"pad\":\"", p->local,
                      p->state, (int)(p->state * 7 % 4000), (int)(p->state * 5 % 3000));
  memset(state + used, 'x', STATE_BYTES - used);
  memcpy(state + STATE_BYTES - 2, "\"}", 2);
  size_t n = put_number(body, 1);
  n += put_number(body + n, p->client);
  n += put_number(body + n, p->clock);
  n += put_number(body + n, STATE_BYTES);
  memcpy(body + n, state, STATE_BYTES);
  n += STATE_BYTES;
  message[0] = 1;
  size_t m = 1 + put_number(message + 1, n);
  memcpy(message + m, body, n);
  if ((int)p->state >= p->presence_room) p->presence_sent_s = sized(p->presence_sent_s, (p->presence_room = p->state * 2 + 64) * sizeof(double));
  if (is_new) p->presence_sent_s[p->state] = at_s;
  tell(p, message, m + n);
}

static void say_change(Person *p, double at_s) {
  Bytes change = p->changes[p->changes_sent++];
  p->change_sent_s[p->changes_sent] = at_s;
  tell(p, change.bytes, change.size);
}

// in ----------------------------------------------------------------------------------------------------------------

static int hex(const uint8_t *at, int digits, uint32_t *value) {
  *value = 0;
  for (int i = 0; i < digits; i++) {
    int c = at[i], digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return 0;
    *value = *value << 4 | digit;
  }
  return 1;
}

static void sight(Person *p, Room *room, uint32_t who, uint32_t which, bool change, double at_s) {
  if ((int)who >= room->size) return;
  Person *author = room->people[who];
  uint32_t *seen = change ? &p->seen_change[who] : &p->seen_presence[who];
  uint32_t most = change ? (uint32_t)author->changes_sent : author->state;
  if (which <= *seen || which > most) return;
  double *sent = change ? author->change_sent_s : author->presence_sent_s;
  for (uint32_t each = *seen + 1; each <= which; each++) {
    if (sent[each] < from_s || sent[each] > until_s || !p->synced) continue;
    if (author == p) { if (change) note(&kept_times, at_s - sent[each]); }
    else if (!(p->flags & (STOPS | WAVE))) note(change ? &change_times : &presence_times, at_s - sent[each]);
  }
  *seen = which;
}

static void look_for_marks(Person *p, const uint8_t *at, size_t size) {
  Room *room = &rooms[p->room];
  const uint8_t *end = at + size;
  double at_s = 0;
  while ((at = memchr(at, '~', end - at)) && end - at >= 14) {
    uint32_t who, which;
    if ((at[1] == '@' || at[1] == '#') && hex(at + 2, 4, &who) && hex(at + 6, 8, &which)) {
      if (!at_s) at_s = now_s();
      sight(p, room, who, which, at[1] == '#', at_s);
      at += 14;
    } else at++;
  }
}

static void keep_packed(Person *p, const uint8_t *deflated, size_t size) {
  uint32_t count = size;
  p->packed.bytes = sized(p->packed.bytes, p->packed.size + 4 + size);
  memcpy(p->packed.bytes + p->packed.size, &count, 4);
  memcpy(p->packed.bytes + p->packed.size + 4, deflated, size);
  p->packed.size += 4 + size;
}

static size_t after_number(const uint8_t *at) {
  size_t n = 1;
  while (at[n - 1] & 128) n++;
  return n;
}

static void unpack(Person *p) {
  static uint8_t *whole;
  static const size_t most = 16 << 20;
  if (!whole) whole = sized(NULL, most);
  for (size_t at = 0; at < p->packed.size;) {
    uint32_t size;
    memcpy(&size, p->packed.bytes + at, 4);
    at += 4;
    z_stream z = {.next_in = p->packed.bytes + at, .avail_in = size, .next_out = whole, .avail_out = most};
    if (inflateInit2(&z, -MAX_WBITS) || inflate(&z, Z_FINISH) != Z_STREAM_END) { fprintf(stderr, "this can't be inflated\n"); exit(1); }
    p->first_bytes += z.total_out;
    look_for_marks(p, whole, z.total_out);
    inflateEnd(&z);
    at += size;
  }
  p->packed.size = 0;
}

static void hear(Person *p, const uint8_t *payload, size_t size) {
  static const uint8_t nothing[] = {0, 1, 2, 0, 0};
  frames_in++;
  if (size < p->prefix.size) return;
  if (p == witness && heard) {
    uint32_t count = size - p->prefix.size;
    fwrite(&count, 4, 1, heard);
    fwrite(payload + p->prefix.size, 1, count, heard);
  }
  payload += p->prefix.size;
  size -= p->prefix.size;
  if (size >= 2 && p->flags & OWN && payload[0] >= FIRST_OF_OURS) {
    size_t head = 1 + after_number(payload + 1);
    if (payload[0] == PACKED) keep_packed(p, payload + head, size - head);
    return;
  }
  bool sync = size >= 2 && (payload[0] == SYNC || (payload[0] == 4 && p->prefix.size));
  if (sync && payload[1] && !p->synced) p->first_bytes += size;
  if (sync && payload[1] == 0) tell(p, nothing, sizeof nothing);
  if (sync && payload[1] == 1 && !p->synced) {
    p->synced = true;
    p->synced_s = now_s();
    if (p->flags & WAVE) note(&join_times, p->synced_s - p->began_s);
  }
  look_for_marks(p, payload, size);
}

static size_t frame(Person *p, const uint8_t *at, size_t size) {
  if (size < 2) return 0;
  size_t length = at[1] & 127, head = 2;
  if (length == 126) { if (size < 4) return 0; length = at[2] << 8 | at[3]; head = 4; }
  else if (length == 127) { if (size < 10) return 0; length = 0; for (int i = 2; i < 10; i++) length = length << 8 | at[i]; head = 10; }
  if (size < head + length) {
    if (head + length > p->in_room) p->in = sized(p->in, p->in_room = head + length + 65536);
    return 0;
  }
  int opcode = at[0] & 15;
  if (opcode == 8) gone(p, length >= 2 ? at[head] << 8 | at[head + 1] : 1005);
  else if (opcode == 9) say(p, 10, at + head, length);
  else if (opcode < 3) hear(p, at + head, length);
  return head + length;
}

static void opened(Person *p) {
  static const uint8_t step_1[] = {0, 0, 1, 0};
  p->stage = OPEN;
  if (p->prefix.size) tell(p, (const uint8_t *)"\2\0\0", 3);  // an empty token
  tell(p, step_1, sizeof step_1);
  say_presence(p, now_s());
}

static void read_some(Person *p) {
  for (int turns = 0; turns < 4 && p->stage != GONE; turns++) {
    if (p->in_room - p->in_used < 16384) p->in = sized(p->in, p->in_room = p->in_room * 2 + 65536);
    ssize_t got = recv(p->fd, p->in + p->in_used, p->in_room - p->in_used, 0);
    if (got == 0) { gone(p, 1006); return; }
    if (got < 0) { if (errno != EAGAIN) gone(p, 1006); return; }
    p->in_used += got;
    bytes_in += got;
    size_t used = 0;
    if (p->stage == UPGRADING) {
      uint8_t *end = memmem(p->in, p->in_used, "\r\n\r\n", 4);
      if (!end) continue;
      if (memcmp(p->in, "HTTP/1.1 101", 12)) { gone(p, atoi((char *)p->in + 9)); return; }
      used = end + 4 - p->in;
      opened(p);
    }
    for (size_t took; p->stage == OPEN && (took = frame(p, p->in + used, p->in_used - used)); used += took);
    memmove(p->in, p->in + used, p->in_used -= used);
    if (got < 4096) return;
  }
}

static void come(Person *p) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(p->port)};
  inet_pton(AF_INET, host, &address.sin_addr);
  p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (p->fd < 0) { perror("socket"); exit(1); }
  int one = 1;
  setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  p->began_s = now_s();
  p->stage = CONNECTING;
  if (connect(p->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) { p->stage = GONE; p->close_code = 1006; return; }
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = p};
  epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &event);
}

static void upgrade(Person *p) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) { gone(p, 1006); return; }
  char request[2048];
  int length = snprintf(request, sizeof request,
    "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s%s\r\n",
    p->path, host, p->port, p->flags & OWN ? "Sec-WebSocket-Protocol: " : "", p->flags & OWN ? offers : "", p->flags & OWN ? "\r\n" : "");
  p->stage = UPGRADING;
  p->watching_out = true;
  queue(p, request, length);
  push(p);
}

// the run -----------------------------------------------------------------------------------------------------------

static void do_due(double at_s) {
  while (heap_size && heap[0].at_s <= at_s) {
    Due now = take_due();
    Person *p = &people[now.person];
    if (!sending || p->stage != OPEN) continue;
    if (at_s >= from_s) note(&late_times, at_s - now.at_s);
    double hz = now.what ? p->change_hz : p->presence_hz;
    if (now.what && p->changes_sent == p->change_count) continue;
    if (now.what) say_change(p, at_s); else say_presence(p, at_s);
    due(now.at_s + 1 / hz, now.person, now.what);
  }
}

static void turn(double until) {
  struct epoll_event events[256];
  double wait_s = until - now_s();
  if (heap_size && heap[0].at_s - now_s() < wait_s) wait_s = heap[0].at_s - now_s();
  if (wait_s < 0) wait_s = 0;
  struct timespec wait = {(time_t)wait_s, (long)((wait_s - (time_t)wait_s) * 1e9)};
  int count = epoll_pwait2(epoll, events, 256, &wait, NULL);
  for (int i = 0; i < count; i++) {
    Person *p = events[i].data.ptr;
    if (p->stage == CONNECTING) upgrade(p);
    else if (p->stage != GONE) {
      if (events[i].events & EPOLLOUT) push(p);
      if (p->stage != GONE && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_some(p);
    }
    if (heap_size && heap[0].at_s <= now_s()) do_due(now_s());
  }
  do_due(now_s());
}

static void run_for(double seconds) {
  for (double until = now_s() + seconds; now_s() < until;) turn(until);
}

static int waiting(int flags) {
  int count = 0;
  for (int i = 0; i < person_count; i++) {
    Person *p = &people[i];
    if ((p->flags & WAVE) == flags && p->stage != IDLE && p->stage != GONE && !p->synced) count++;
  }
  return count;
}

static void all_come(void) {
  double until = now_s() + 60;
  for (int next = 0; (next < person_count || waiting(0)) && now_s() < until; turn(now_s() + 0.001)) {
    for (int under_way = waiting(0); next < person_count && under_way < 32; next++) {
      Person *p = &people[next], *first = rooms[p->room].people[0];
      if (p->flags & WAVE) continue;
      if (p != first && !first->synced && first->stage != GONE) break;  // some servers make a board twice for two who come first
      come(p);
      under_way++;
    }
  }
}

static uint64_t missing(void) {
  uint64_t count = 0;
  for (int i = 0; i < person_count; i++) {
    Person *p = &people[i];
    if (p->stage != OPEN) continue;
    for (int j = 0; j < rooms[p->room].size; j++) {
      Person *author = rooms[p->room].people[j];
      if (author->stage == OPEN && author != p && p->seen_presence[j] < author->state) count++;
      if (p->seen_change[j] < (uint32_t)author->changes_sent) count++;
    }
  }
  return count;
}

static void begin_to_send(void) {
  double start = now_s() + 0.05;
  for (int i = 0; i < person_count; i++) {
    Person *p = &people[i];
    if (p->flags & WAVE) continue;
    double phase = (double)((i * 2654435761u) % 10007) / 10007;
    if (p->presence_hz > 0) due(start + phase / p->presence_hz, i, 0);
    if (p->change_hz > 0) due(start + (phase * 0.7 + 0.2) / p->change_hz, i, 1);
  }
}

static void unpack_all(void) {
  for (int i = 0; i < person_count; i++) unpack(&people[i]);
}

static size_t least_first_bytes(void) {
  size_t least = SIZE_MAX;
  for (int i = 0; i < person_count; i++)
    if (people[i].flags & WAVE && people[i].first_bytes < least) least = people[i].first_bytes;
  return least == SIZE_MAX ? 0 : least;
}

static double own_cpu_s(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static uint8_t *unhex(const char *text, size_t *size) {
  *size = strlen(text) / 2;
  uint8_t *bytes = sized(NULL, *size + 1);
  for (size_t i = 0; i < *size; i++) { unsigned value; sscanf(text + 2 * i, "%2x", &value); bytes[i] = value; }
  return bytes;
}

static void read_plan(const char *path) {
  FILE *file = fopen(path, "r");
  char *line = NULL;
  size_t room_for = 0;
  if (!file) { perror(path); exit(1); }
  while (getline(&line, &room_for, file) > 0) {
    line[strcspn(line, "\n")] = 0;
    Person p = {.fd = -1};
    char target[1024], prefix[512];
    int at, offset;
    if (sscanf(line, "host %63s", host) == 1 || sscanf(line, "offers %63s", offers) == 1 || sscanf(line, "port %d", &port) == 1 || sscanf(line, "warmup_s %lf", &warmup_s) == 1 ||
        sscanf(line, "measure_s %lf", &measure_s) == 1 || sscanf(line, "settle_s %lf", &settle_s) == 1) continue;
    if (sscanf(line, "person %d %d %llu %lf %lf %d %511s %1023s", &p.room, &p.local, (unsigned long long *)&p.client, &p.presence_hz,
               &p.change_hz, &p.flags, prefix, target) == 8) {
      p.port = port;
      int skipped = 0;
      sscanf(target, "@%d%n", &p.port, &skipped);  // another process of the same server
      p.path = strdup(target + skipped);
      if (strcmp(prefix, "-")) p.prefix.bytes = unhex(prefix, &p.prefix.size);
      people = sized(people, (person_count + 1) * sizeof *people);
      people[person_count++] = p;
      if (p.room >= room_count) room_count = p.room + 1;
    } else if (sscanf(line, "change %d %n", &at, &offset) == 1 && at < person_count) {
      Person *author = &people[at];
      author->changes = sized(author->changes, (author->change_count + 1) * sizeof(Bytes));
      Bytes *change = &author->changes[author->change_count++];
      change->bytes = unhex(line + offset, &change->size);
    } else { fprintf(stderr, "what is this? %.60s\n", line); exit(1); }
  }
  fclose(file);
  rooms = calloc(room_count, sizeof *rooms);
  for (int i = 0; i < person_count; i++) rooms[people[i].room].size++;
  for (int i = 0; i < room_count; i++) rooms[i].people = calloc(rooms[i].size, sizeof(Person *));
  for (int i = 0; i < person_count; i++) {
    Person *p = &people[i];
    rooms[p->room].people[p->local] = p;
    p->seen_presence = calloc(rooms[p->room].size, 4);
    p->seen_change = calloc(rooms[p->room].size, 4);
    p->change_sent_s = calloc(p->change_count + 1, sizeof(double));
    if (!offers[0]) p->flags &= ~OWN;
    if (p->flags & WAVE) witness = p;
  }
  if (witness) {
    char name[1024];
    snprintf(name, sizeof name, "%s.heard", path);
    if (!(heard = fopen(name, "w"))) { perror(name); exit(1); }
  }
}

int main(int argc, char **argv) {
  if (argc != 2) { fprintf(stderr, "usage: load PLAN\n"); return 2; }
  read_plan(argv[1]);
  struct rlimit files = {65536, 65536};
  if (setrlimit(RLIMIT_NOFILE, &files)) { getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files); }
  epoll = epoll_create1(0);
  all_come();
  printf("ready\n");
  fflush(stdout);
  begin_to_send();
  run_for(warmup_s);
  printf("measuring\n");
  fflush(stdout);
  double cpu_s = own_cpu_s();
  from_s = now_s();
  until_s = from_s + measure_s;
  for (int i = 0; i < person_count; i++) {
    if (people[i].flags & WAVE) come(&people[i]);
    if (people[i].flags & STOPS && people[i].stage == OPEN) { people[i].paused = true; watch(&people[i]); }
  }
  run_for(measure_s);
  cpu_s = own_cpu_s() - cpu_s;
  printf("measured\n");
  fflush(stdout);
  sending = false;
  double resumed_s = now_s();
  for (int i = 0; i < person_count; i++)
    if (people[i].paused && people[i].stage == OPEN) { people[i].paused = false; watch(&people[i]); }
  unpack_all();
  while ((missing() || waiting(WAVE)) && now_s() < resumed_s + settle_s) { run_for(0.05); unpack_all(); }
  printf("settled\n");  // whoever reads this looks at the boards now, and then says so
  fflush(stdout);
  fcntl(0, F_SETFL, O_NONBLOCK);
  for (char word; read(0, &word, 1) < 0 && errno == EAGAIN;) run_for(0.01);
  if (heard) fclose(heard);
  int open = 0, lost = 0, synced = 0, code = 0;
  for (int i = 0; i < person_count; i++) {
    open += people[i].stage == OPEN;
    lost += people[i].stage == GONE;
    synced += people[i].synced;
    if (people[i].close_code) code = people[i].close_code;
  }
  printf("{");
  print_times("presence_ms", &presence_times, ", ");
  print_times("change_ms", &change_times, ", ");
  print_times("kept_ms", &kept_times, ", ");
  print_times("join_ms", &join_times, ", ");
  print_times("late_ms", &late_times, ", ");
  printf("\"open\": %d, \"synced\": %d, \"lost\": %d, \"close_code\": %d, \"missing\": %llu, \"settled_s\": %.2f, \"frames_in\": %llu, \"bytes_in\": %llu, "
         "\"messages_out\": %llu, \"own_cpu\": %.3f, \"least_first_bytes\": %zu, \"sent\": [",
         open, synced, lost, code, (unsigned long long)missing(), now_s() - resumed_s, (unsigned long long)frames_in, (unsigned long long)bytes_in,
         (unsigned long long)messages_out, cpu_s / measure_s, least_first_bytes());
  for (int i = 0; i < person_count; i++) printf("%s%d", i ? ", " : "", people[i].changes_sent);
  printf("]}\n");
  return 0;
}
