#pragma once

#include "office/parts.hpp"

namespace madoguchi::office {

// POST /api/people: a new recipient with its first interval.
Answer register_person(Parts& parts, const Call& call);
// POST /api/people/{key}/…: changes of a recipient's intervals, none of which is overwritten by
// another. Each needs "seen".
Answer correct_person(Parts& parts, const Call& call);
Answer suspend_person(Parts& parts, const Call& call);
Answer resume_person(Parts& parts, const Call& call);
Answer abolish_person(Parts& parts, const Call& call);
Answer transfer_person(Parts& parts, const Call& call);
Answer protect_person(Parts& parts, const Call& call);
// POST /api/changes/{batch}/undo: registers again what held before that batch.
Answer undo_change(Parts& parts, const Call& call);

}  // namespace madoguchi::office
