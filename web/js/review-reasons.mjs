/**
 * Why a person must look at a registration, in words for its owner. The API's reasons are written for coordinators, in
 * English; several of them ask the same of an owner.
 */

import { quote, say } from "./language.mjs";

const REASONS = {
  "reason.outside": [
    "The address is not in Chicago, Illinois, which is all that the street grid covers; correct the city and state, or set the location on the map.",
    "The postal code is not one of Chicago's; correct it, or set the location on the map.",
    "The map service found this address in another state. Check the city, the state and the ZIP code, or place it on the map by hand.",
  ],
  "reason.number": [
    "The street line does not start with a house number; add it in front of the street.",
    "The street has no such house number in Chicago; check the number and the direction.",
    "The map service found only the area around this address, not the house. Check the house number and the street, or place it on the map by hand.",
    "The map service found only an address with another house number or ZIP code. Check both, or place it on the map by hand.",
  ],
  "reason.street": [
    "No Chicago street of this name is known; check its spelling, or set the location on the map.",
    "The map service does not know this address. Check the house number, the street, the city and the ZIP code, or place it on the map by hand.",
    "The map service is not sure where this address is. Check the street, the city and the ZIP code, or place it on the map by hand.",
  ],
  "reason.direction": [
    "More than one place has this house number and street; add N, S, E or W in front of the street.",
    "The street has no house numbers in this direction; check the N, S, E or W in front of it.",
    "The map service knows several places that this address could be. Add what tells them apart, such as N, S, E or W before the street, or place it on the map by hand.",
  ],
  "reason.type": [
    "More than one street has this name; add its type, such as St, Ave or Pl.",
  ],
  "reason.form": [
    "The street line is too long to be an address; shorten it to house number, direction and street.",
    "Something after the street was not understood; keep only house number, direction and street, and move the rest to the unit.",
    "The map service cannot read this address. Write it as the post office does, such as 123 N Main St, or place it on the map by hand.",
  ],
  "reason.building": [
    "A post office box has no place on the map; give the street address where the cameras are.",
    "An intersection is not an address; give the house number and the street where the cameras are.",
  ],
  "reason.ours": [
    "The address could not be looked up. A coordinator can place it on the map by hand.",
    "The placard could not be made. A coordinator can try again once the cause is found.",
  ],
};

/** Says a reason on an element; one that the page does not know is quoted. */
export function sayReason(element, reason) {
  const [key] = Object.entries(REASONS).find(([, sentences]) => sentences.includes(reason)) ?? [];
  return key ? say(element, key) : quote(element, reason);
}
