/** What the server told this page about the room (templates/base.html): the member, kinds, agencies, the map.
 *  Names are already in the member's language. */
function read(id) {
  const script = globalThis.document?.getElementById(id);
  return script ? JSON.parse(script.textContent) : {};
}

export const room = read("room");

/** @returns {string} the kind's name; the code itself when it is unknown here, so nothing is ever blank */
export const kindName = (code) => room.kinds?.[code]?.name ?? code;

/** @returns {string} the agency's short name, as its people say it */
export const agencyName = (code) => room.agencies?.[code]?.name ?? code;

/** @returns {string|undefined} the agency's own word for a state ("Meluncur" for en_route), where it has one */
export const agencyWord = (code, state) => room.agencies?.[code]?.words?.[state];
