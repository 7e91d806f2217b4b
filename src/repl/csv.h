/* csv.h: a result's numbers as a table for spreadsheets and statistics programs. */
#ifndef SEQLAB_REPL_CSV_H
#define SEQLAB_REPL_CSV_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buffer.h"

/* Adds the table: of the first list of objects in the value a row each, with the plain values of what is around it in
 * front; where there is none, the rows of all matrices, each with the matrix's name and the row's label in front.
 * False, and nothing added, if the value has neither. Commas, quotation marks and line ends in a field are quoted by
 * RFC 4180. */
bool csv_from_json(const json_t *value, Buffer *out);

#endif
