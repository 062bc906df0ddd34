// The room as this page knows it: what `room:state` said, and each event since. Nothing here
// touches the page or the network.

/** The room after an event. Returns the same object when the event changes nothing. */
export function after(room, event, payload) {
  if (event === "room:state") return { ...payload.room, users: payload.users, expiresAt: null };
  const change = room && CHANGES[event];
  return change ? { ...room, expiresAt: null, ...change(room, payload ?? {}) } : room;
}

/** One of the people in it, or nothing. */
export function member(room, userId) {
  return room.users.find((user) => user.id === userId);
}

// Every change moves the deadline; only its announcement sets it.
const CHANGES = {
  __proto__: null, // so that no event is called like something that every object has
  "room:expiring": (room, { expiresAt }) => ({ expiresAt }),
  "room:host_updated": (room, { hostId }) => ({ hostId }),
  "room:lock_toggled": (room, { isLocked }) => ({ isLocked }),
  "user:joined": (room, { user }) => ({ users: withUser(room.users, user) }),
  "user:connected": (room, { user }) => ({ users: withUser(room.users, user) }),
  "user:disconnected": (room, { user }) => ({ users: withUser(room.users, user) }),
  "user:left": (room, { userId }) => ({ users: room.users.filter((user) => user.id !== userId) }),
};

function withUser(users, user) {
  const known = users.some((other) => other.id === user.id);
  return known ? users.map((other) => (other.id === user.id ? user : other)) : [...users, user];
}
