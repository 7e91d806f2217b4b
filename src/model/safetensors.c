/* safetensors.c: reading with suspicion, writing all or nothing. */
#include "model/safetensors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "base/whole_file.h"

enum { FILE_MOST = 1 << 30, HEADER_MOST = 16 << 20, HEADER_LEAST = 2, LENGTH_BYTES = 8 };
static const char metadata_name[] = "__metadata__";
typedef unsigned long long Whole; /* a size or a place that the file claims */

/* ---- the header as a text ---- */

static bool header_length(const Buffer *file, size_t *length, Error *error)
{
    if (file->length < LENGTH_BYTES)
        return error_set(error, ERROR_DATA, TEXT("it has only %zu bytes; the length of its header takes 8",
                                                 "파일이 %zu바이트인데, 헤더의 길이를 적는 데만 8바이트가 필요합니다"), file->length);
    Whole claimed = 0, rest = file->length - LENGTH_BYTES;
    for (int i = LENGTH_BYTES - 1; i >= 0; i--)
        claimed = claimed << 8 | (unsigned char)file->text[i];
    if (claimed < HEADER_LEAST)
        return error_set(error, ERROR_DATA, TEXT("its header's length is %llu, too short for {}",
                                                 "헤더의 길이가 %llu이라서 {}조차 들어갈 수 없습니다"), claimed);
    if (claimed > rest)
        return error_set(error, ERROR_DATA, TEXT("its header's length is %llu, but only %llu bytes follow",
                                                 "헤더의 길이가 %llu인데, 뒤에 %llu바이트뿐입니다"), claimed, rest);
    if (claimed > HEADER_MOST)
        return error_set(error, ERROR_DATA, TEXT("its header's length is %llu; the limit is %d MiB",
                                                 "헤더의 길이가 %llu인데, %dMiB까지 됩니다"), claimed, HEADER_MOST >> 20);
    *length = (size_t)claimed;
    return true;
}

/* Why jansson could not read it. */
static bool no_json(const json_error_t *trouble, Error *error)
{
    switch (json_error_code(trouble)) {
    case json_error_duplicate_key:
        return error_set(error, ERROR_DATA, TEXT("its header has a duplicate key (%s)", "헤더에 같은 키가 두 번 있습니다(%s)"), trouble->text);
    case json_error_stack_overflow:
        return error_set(error, ERROR_DATA, TEXT("its header is nested too deeply", "헤더가 너무 깊이 중첩되어 있습니다"));
    case json_error_end_of_input_expected:
        return error_set(error, ERROR_DATA, TEXT("something other than blanks follows its header's object",
                                                 "헤더의 객체 뒤에 빈칸이 아닌 것이 있습니다"));
    default:
        return error_set(error, ERROR_DATA, TEXT("its header is not valid JSON from byte %d on", "헤더의 %d번째 바이트부터 올바른 JSON이 아닙니다"), trouble->position);
    }
}

static bool parse_header(const char *text, size_t length, json_t **header, Error *error)
{
    json_error_t trouble;
    if (utf8_first_invalid(text, length) >= 0)
        return error_set(error, ERROR_DATA, TEXT("its header is not UTF-8", "헤더가 UTF-8이 아닙니다"));
    if (*text != '{')
        return error_set(error, ERROR_DATA, TEXT("its header does not begin with {", "헤더가 {로 시작하지 않습니다"));
    *header = json_loadb(text, length, JSON_REJECT_DUPLICATES, &trouble);
    return *header != NULL || no_json(&trouble, error);
}

/* ---- the header's entry of each tensor ---- */

/* Bits of a number of each type that the reference implementation knows. */
static const struct { const char *name; unsigned bits; } types[] = {
    {"F4", 4}, {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"BOOL", 8}, {"U8", 8}, {"I8", 8}, {"F8_E5M2", 8}, {"F8_E4M3", 8},
    {"F8_E8M0", 8}, {"I16", 16}, {"U16", 16}, {"F16", 16}, {"BF16", 16}, {"I32", 32}, {"U32", 32}, {"F32", 32},
    {"F64", 64}, {"I64", 64}, {"U64", 64}, {"C64", 64},
};

typedef struct Place {
    const char *name;
    Whole from, to; /* bytes behind the header */
} Place;

/* A number of the header that is whole and not negative. */
static bool whole(const json_t *value, Whole *number)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *number = (Whole)json_integer_value(value);
    return true;
}

/* Messages quote names, and a line break in one could look like the program's own message. */
static bool check_name(const char *name, Error *error)
{
    return !utf8_has_control(name) || error_set(error, ERROR_DATA, TEXT("a name in its header has a control character", "헤더의 이름에 제어 문자가 있습니다"));
}

static bool check_fields(const char *name, const json_t *entry, Error *error)
{
    static const char *const fields[] = {"dtype", "shape", "data_offsets"};
    const char *key;
    json_t *value;
    if (!check_name(name, error))
        return false;
    if (!json_is_object(entry))
        return error_set(error, ERROR_DATA, TEXT("the entry of tensor %.80s is not an object",
                                                 "%.80s 텐서의 항목이 객체가 아닙니다"), name);
    json_object_foreach((json_t *)entry, key, value) {
        bool known = false;
        for (int i = 0; i < 3; i++)
            known = known || strcmp(key, fields[i]) == 0;
        if (!known)
            return check_name(key, error) &&
                   error_set(error, ERROR_DATA, TEXT("tensor %.80s has an unknown field, %.80s",
                                                     "%.80s 텐서에 모르는 항목이 있습니다: %.80s"), name, key);
    }
    for (int i = 0; i < 3; i++)
        if (json_object_get(entry, fields[i]) == NULL)
            return error_set(error, ERROR_DATA, TEXT("tensor %.80s lacks its %s", "%.80s 텐서에 %s 항목이 없습니다"), name, fields[i]);
    return true;
}

/* Bytes that a tensor of this type and shape has. */
static bool bytes_wanted(const char *name, const json_t *entry, Whole *bytes, Error *error)
{
    const char *type = json_string_value(json_object_get(entry, "dtype"));
    const json_t *shape = json_object_get(entry, "shape"), *one;
    Whole bits = 0, size;
    size_t i;
    for (i = 0; type != NULL && i < sizeof types / sizeof *types; i++)
        bits = strcmp(types[i].name, type) == 0 ? types[i].bits : bits;
    if (bits == 0)
        return error_set(error, ERROR_DATA, TEXT("tensor %.80s has an unknown dtype", "%.80s 텐서의 dtype을 알 수 없습니다"), name);
    bool sizes = json_is_array(shape), fits = true;
    json_array_foreach(shape, i, one) {
        sizes = sizes && whole(one, &size);
        fits = fits && sizes && !__builtin_mul_overflow(bits, size, &bits);
    }
    if (!sizes)
        return error_set(error, ERROR_DATA, TEXT("the shape of tensor %.80s is not a list of sizes",
                                                 "%.80s 텐서의 shape이 크기의 목록이 아닙니다"), name);
    if (!fits)
        return error_set(error, ERROR_DATA, TEXT("the shape of tensor %.80s is larger than any file", "%.80s 텐서의 shape이 어떤 파일보다도 큽니다"), name);
    if (bits % 8 != 0)
        return error_set(error, ERROR_DATA, TEXT("tensor %.80s does not fill its last byte", "%.80s 텐서가 마지막 바이트를 채우지 않습니다"), name);
    *bytes = bits / 8;
    return true;
}

static bool read_place(const char *name, const json_t *entry, size_t size, Place *place, Error *error)
{
    const json_t *offsets = json_object_get(entry, "data_offsets");
    *place = (Place){.name = name};
    if (json_array_size(offsets) != 2 || !whole(json_array_get(offsets, 0), &place->from) ||
        !whole(json_array_get(offsets, 1), &place->to))
        return error_set(error, ERROR_DATA, TEXT("the data_offsets of tensor %.80s are not two offsets",
                                                 "%.80s 텐서의 data_offsets가 위치 두 개가 아닙니다"), name);
    if (place->to < place->from)
        return error_set(error, ERROR_DATA, TEXT("tensor %.80s ends before it begins", "%.80s 텐서의 끝이 시작보다 앞에 있습니다"), name);
    if (place->to > size)
        return error_set(error, ERROR_DATA, TEXT("tensor %.80s ends at byte %llu, outside the file's %zu",
                                                 "%.80s 텐서가 %llu번째 바이트에서 끝나 파일의 %zu바이트를 벗어납니다"),
                         name, place->to, size);
    return true;
}

static bool check_tensor(const char *name, const json_t *entry, size_t size, Place *place, Error *error)
{
    Whole bytes = 0;
    if (!check_fields(name, entry, error) || !bytes_wanted(name, entry, &bytes, error) ||
        !read_place(name, entry, size, place, error))
        return false;
    return place->to - place->from == bytes ||
           error_set(error, ERROR_DATA, TEXT("tensor %.80s has %llu bytes, but its dtype and shape need %llu",
                                             "%.80s 텐서가 %llu바이트인데, dtype과 shape대로라면 %llu바이트가 필요합니다"),
                     name, place->to - place->from, bytes);
}

/* ---- the tensors together ---- */

static int by_place(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    int by_from = (x->from > y->from) - (x->from < y->from);
    return by_from != 0 ? by_from : (x->to > y->to) - (x->to < y->to);
}

/* From the first byte to the last, each belongs to one tensor. */
static bool check_cover(Place *places, size_t count, size_t size, Error *error)
{
    Whole end = 0;
    qsort(places, count, sizeof *places, by_place);
    for (size_t i = 0; i < count; i++) {
        if (places[i].from > end)
            return error_set(error, ERROR_DATA, TEXT("there is a hole of %llu bytes before tensor %.80s", "빈틈 %llu바이트가 %.80s 텐서 앞에 있습니다"),
                             places[i].from - end, places[i].name);
        if (places[i].from < end)
            return error_set(error, ERROR_DATA, TEXT("tensors %.80s and %.80s overlap", "%.80s 텐서와 %.80s 텐서가 겹칩니다"),
                             places[i - 1].name, places[i].name);
        end = places[i].to;
    }
    return end == size || error_set(error, ERROR_DATA, TEXT("%llu bytes follow the last tensor", "마지막 텐서 뒤에 %llu바이트가 남아 있습니다"),
                                    size - end);
}

static bool check_metadata(const json_t *texts, Error *error)
{
    const char *name;
    json_t *value;
    if (texts != NULL && !json_is_object(texts))
        return error_set(error, ERROR_DATA, TEXT("its __metadata__ is not an object", "__metadata__가 객체가 아닙니다"));
    json_object_foreach((json_t *)texts, name, value)
        if (!check_name(name, error))
            return false;
        else if (!json_is_string(value))
            return error_set(error, ERROR_DATA, TEXT("%.80s in its __metadata__ is not a string",
                                                     "__metadata__의 %.80s 항목이 텍스트가 아닙니다"), name);
    return true;
}

static bool check_header(const json_t *header, size_t size, Error *error)
{
    const char *name;
    json_t *entry;
    size_t count = 0;
    Place *places = memory_new(json_object_size(header), sizeof *places);
    bool sound = check_metadata(json_object_get(header, metadata_name), error);
    json_object_foreach((json_t *)header, name, entry)
        if (sound && strcmp(name, metadata_name) != 0)
            sound = check_tensor(name, entry, size, &places[count++], error);
    sound = sound && check_cover(places, count, size, error);
    free(places);
    return sound;
}

bool safetensors_read(const char *path, SafeTensors *out, Error *error)
{
    size_t length = 0;
    *out = (SafeTensors){0};
    if (!whole_file_read(path, FILE_MOST, &out->file, error))
        return false;
    if (header_length(&out->file, &length, error) &&
        parse_header(out->file.text + LENGTH_BYTES, length, &out->header, error)) {
        out->data = (const unsigned char *)out->file.text + LENGTH_BYTES + length;
        out->size = out->file.length - LENGTH_BYTES - length;
        if (check_header(out->header, out->size, error))
            return true;
    }
    safetensors_free(out);
    /* Adds the file's name to the reason. */
    return error_prefix(
        error, TEXT("%s is not a model that seqlab can open: ", "%s: seqlab이 열 수 있는 모델이 아닙니다. "), path);
}

void safetensors_free(SafeTensors *tensors)
{
    json_decref(tensors->header);
    buffer_free(&tensors->file);
    *tensors = (SafeTensors){0};
}

/* ---- finding ---- */

static void shape_text(const json_t *shape, Buffer *out)
{
    buffer_add(out, "[");
    for (size_t i = 0; i < json_array_size(shape) && i < 8; i++)
        buffer_format(out, "%s%" JSON_INTEGER_FORMAT, i > 0 ? ", " : "", json_integer_value(json_array_get(shape, i)));
    buffer_add(out, "]");
}

static bool shapes_equal(const char *name, const json_t *found, int rank, const int *shape, Error *error)
{
    json_t *wanted = json_array();
    for (int i = 0; i < rank; i++)
        json_array_append_new(wanted, json_integer(shape[i]));
    bool equal = json_equal(wanted, found);
    if (!equal) {
        Buffer texts[2] = {{0}, {0}};
        shape_text(found, &texts[0]);
        shape_text(wanted, &texts[1]);
        error_set(error, ERROR_DATA,
                  TEXT("tensor %s has the shape %s, but the model needs %s", "%s 텐서의 모양은 %s인데 모델에는 %s 모양이 필요합니다"),
                  name, buffer_text(&texts[0]), buffer_text(&texts[1]));
        buffer_free(&texts[0]);
        buffer_free(&texts[1]);
    }
    json_decref(wanted);
    return equal;
}

const unsigned char *safetensors_find(const SafeTensors *tensors, const char *name, int rank, const int *shape,
                                      Error *error)
{
    json_t *entry = json_object_get(tensors->header, name);
    if (entry == NULL) {
        error_set(error, ERROR_DATA, TEXT("the tensor %s is missing", "%s 텐서가 없습니다"), name);
        return NULL;
    }
    const char *type = json_string_value(json_object_get(entry, "dtype"));
    if (strcmp(type, "F32") != 0) {
        error_set(error, ERROR_DATA, TEXT("the tensor %s is %s, not float32 (F32)", "%s 텐서가 float32(F32)가 아니라 %s 형식입니다"), name, type);
        return NULL;
    }
    if (!shapes_equal(name, json_object_get(entry, "shape"), rank, shape, error))
        return NULL;
    return tensors->data + json_integer_value(json_array_get(json_object_get(entry, "data_offsets"), 0));
}

const char *safetensors_text(const SafeTensors *tensors, const char *name)
{
    return json_string_value(json_object_get(json_object_get(tensors->header, metadata_name), name));
}

/* ---- numbers ---- */

void safetensors_put(unsigned char *bytes, const real *values, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        float value = (float)values[k];
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        for (int i = 0; i < 4; i++)
            *bytes++ = (unsigned char)(bits >> (8 * i));
    }
}

bool safetensors_get(real *values, const unsigned char *bytes, size_t count)
{
    bool finite = true;
    for (size_t k = 0; k < count; k++, bytes += 4) {
        uint32_t bits = 0;
        float value;
        for (int i = 0; i < 4; i++)
            bits |= (uint32_t)bytes[i] << (8 * i);
        memcpy(&value, &bits, sizeof value);
        values[k] = value;
        finite = finite && isfinite(value);
    }
    return finite;
}

/* ---- writing ---- */

bool safetensors_write(const char *path, json_t *header, const unsigned char *data, size_t size, Error *error)
{
    Buffer text = {0};
    unsigned char length[LENGTH_BYTES];
    char *json = json_dumps(header, JSON_COMPACT);
    buffer_add(&text, json);
    free(json);
    while (text.length % 8 != 0) /* so that the numbers begin at a multiple of 8 */
        buffer_add_char(&text, ' ');
    for (int i = 0; i < LENGTH_BYTES; i++)
        length[i] = (unsigned char)((uint64_t)text.length >> (8 * i));
    const FilePart parts[] = {{length, sizeof length}, {text.text, text.length}, {data, size}};
    bool written = text.length <= HEADER_MOST
                       ? whole_file_write(path, 0666, parts, 3, error)
                       : error_set(error, ERROR_DATA,
                                   TEXT("%s: the vocabularies take %zu MiB; seqlab opens files with up to %d MiB of "
                                        "them",
                                                           "%s: 어휘가 %zuMiB인데, 다시 열 수 있는 파일은 %dMiB까지입니다"),
                                   path, text.length >> 20, HEADER_MOST >> 20);
    buffer_free(&text);
    return written;
}
