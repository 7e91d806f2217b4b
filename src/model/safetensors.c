/* safetensors.c: reading with suspicion, writing all or nothing. */
#include "model/safetensors.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"

static const size_t largest_file = (size_t)1 << 30;
static const uint64_t largest_header = 16 << 20;

static bool system_error(const char *path, Error *error)
{
    if (errno == ENOENT)
        return error_set(error, ERROR_SYSTEM,
                         TEXT("%s: there is no such file or folder; check the name (Tab completes it)",
                              "%s: 그런 파일이나 폴더가 없습니다. 이름을 확인하십시오(Tab을 누르면 이름이 완성됩니다)"),
                         path);
    return error_set(error, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
}

static bool broken(const char *path, const char *why, Error *error)
{
    return error_set(error, ERROR_DATA, TEXT("%s is no model that seqlab can open: %s", "%s: seqlab이 열 수 있는 모델이 아닙니다. %s"),
                     path, why);
}

/* ---- reading ---- */

static bool read_all(int file, const char *path, unsigned char *bytes, size_t size, Error *error)
{
    for (size_t at = 0; at < size;) {
        ssize_t count = read(file, bytes + at, size - at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return system_error(path, error);
        if (count == 0)
            return broken(path, TEXT("it ended while being read", "읽는 도중에 끝났습니다"), error);
        at += (size_t)count;
    }
    return true;
}

static unsigned char *read_file(const char *path, size_t *size, Error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    unsigned char *bytes = NULL;
    if (file < 0 || fstat(file, &status) != 0) {
        system_error(path, error);
    } else if (!S_ISREG(status.st_mode)) {
        broken(path, TEXT("it is not a regular file", "일반 파일이 아닙니다"), error);
    } else if (status.st_size < 10 || (uintmax_t)status.st_size > largest_file) {
        broken(path, TEXT("its size is out of bounds", "크기가 범위를 벗어났습니다"), error);
    } else {
        *size = (size_t)status.st_size;
        bytes = memory_new(1, *size);
        if (!read_all(file, path, bytes, *size, error)) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (file >= 0)
        close(file);
    return bytes;
}

static uint64_t little_endian(const unsigned char *bytes)
{
    uint64_t value = 0;
    for (int i = 7; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

bool safetensors_read(const char *path, SafeTensors *out, Error *error)
{
    *out = (SafeTensors){0};
    size_t size;
    out->file = read_file(path, &size, error);
    if (out->file == NULL)
        return false;
    uint64_t length = little_endian(out->file);
    if (length < 2 || length > largest_header || length > size - 8) {
        safetensors_free(out);
        return broken(path, TEXT("its header's length does not fit the file", "헤더의 길이가 파일과 맞지 않습니다"), error);
    }
    json_error_t trouble;
    out->header = json_loadb((const char *)out->file + 8, (size_t)length, JSON_REJECT_DUPLICATES, &trouble);
    if (!json_is_object(out->header)) {
        safetensors_free(out);
        return broken(path, TEXT("its header is no JSON object", "헤더가 JSON 객체가 아닙니다"), error);
    }
    out->data = out->file + 8 + length;
    out->size = size - 8 - (size_t)length;
    return true;
}

void safetensors_free(SafeTensors *tensors)
{
    json_decref(tensors->header);
    free(tensors->file);
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

static json_t *shape_array(int rank, const int *shape)
{
    json_t *array = json_array();
    for (int i = 0; i < rank; i++)
        json_array_append_new(array, json_integer(shape[i]));
    return array;
}

static bool shapes_equal(const char *name, const json_t *found, int rank, const int *shape, Error *error)
{
    json_t *wanted = shape_array(rank, shape);
    bool equal = json_equal(wanted, found);
    if (!equal) {
        Buffer texts[2] = {{0}, {0}};
        shape_text(found, &texts[0]);
        shape_text(wanted, &texts[1]);
        error_set(error, ERROR_DATA,
                  TEXT("tensor %s has the shape %s where the model needs %s", "%s 텐서의 모양은 %s인데 모델에는 %s 모양이 필요합니다"),
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
    if (type == NULL || strcmp(type, "F32") != 0) {
        error_set(error, ERROR_DATA, TEXT("the tensor %s is not float32", "%s 텐서가 float32 형식이 아닙니다"), name);
        return NULL;
    }
    if (!shapes_equal(name, json_object_get(entry, "shape"), rank, shape, error))
        return NULL;
    uint64_t bytes = 4;
    for (int i = 0; i < rank; i++)
        bytes *= (uint64_t)shape[i];
    json_t *places = json_object_get(entry, "data_offsets");
    json_int_t from = json_integer_value(json_array_get(places, 0)), to = json_integer_value(json_array_get(places, 1));
    if (!json_is_array(places) || from < 0 || to < from || (uint64_t)to > tensors->size ||
        (uint64_t)(to - from) != bytes) {
        error_set(error, ERROR_DATA, TEXT("the tensor %s lies outside the file", "%s 텐서의 위치가 파일을 벗어납니다"), name);
        return NULL;
    }
    return tensors->data + from;
}

const char *safetensors_text(const SafeTensors *tensors, const char *name)
{
    return json_string_value(json_object_get(json_object_get(tensors->header, "__metadata__"), name));
}

/* ---- writing ---- */

static bool write_all(int file, const void *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t count = write(file, (const char *)bytes + at, size - at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        at += (size_t)count;
    }
    return true;
}

/* The header padded with blanks so that the numbers begin at a multiple of 8. */
static char *header_text(json_t *header, size_t *length)
{
    char *text = json_dumps(header, JSON_COMPACT);
    Buffer padded = {0};
    buffer_add(&padded, text);
    free(text);
    while (padded.length % 8 != 0)
        buffer_add_char(&padded, ' ');
    *length = padded.length;
    return buffer_take(&padded);
}

static bool write_parts(int file, json_t *header, const unsigned char *data, size_t size)
{
    size_t length;
    char *text = header_text(header, &length);
    unsigned char prefix[8];
    for (int i = 0; i < 8; i++)
        prefix[i] = (unsigned char)((uint64_t)length >> (8 * i));
    bool written = write_all(file, prefix, 8) && write_all(file, text, length) && write_all(file, data, size) &&
                   fsync(file) == 0;
    free(text);
    return written;
}

/* A rename is on the disk only when its folder is. */
static void sync_folder(const char *path)
{
    char *copy = memory_string(path);
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    free(copy);
}

/* mkstemp makes files for the owner alone; a saved model gets what any new file gets. */
static void usual_mode(int file)
{
    mode_t mask = umask(0);
    umask(mask);
    fchmod(file, 0666 & ~mask);
}

bool safetensors_write(const char *path, json_t *header, const unsigned char *data, size_t size, Error *error)
{
    Buffer temporary = {0};
    buffer_format(&temporary, "%s.XXXXXX", path);
    int file = mkstemp(temporary.text);
    bool written = false;
    if (file >= 0) {
        usual_mode(file);
        written = write_parts(file, header, data, size);
        written = close(file) == 0 && written;
        written = written && rename(temporary.text, path) == 0;
    }
    if (!written) {
        system_error(path, error);
        if (file >= 0)
            unlink(temporary.text);
    } else {
        sync_folder(path);
    }
    buffer_free(&temporary);
    return written;
}
