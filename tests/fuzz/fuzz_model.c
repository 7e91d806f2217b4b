/* fuzz_model.c: saved models: what opens answers; nothing else may happen than that or a message. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"
#include "model/custom.h"

int FUZZ_TARGET(model)(const uint8_t *data, size_t size)
{
    static Lab *lab;
    Error error = {0};
    if (lab == NULL)
        lab = lab_open(1);
    if (lab_load(lab, fuzz_file("model.safetensors", data, size), "fuzz", &error)) {
        Request request = {.text = "a b c"};
        translation_close(lab_translate(lab, &request, &error));
        if (!lab_save(lab, "saved.safetensors", &error) || !lab_load(lab, "saved.safetensors", "fuzz", &error)) {
            fprintf(stderr, "what was opened is not saved and opened again: %s\n", error.message);
            abort();
        }
    } else if (error.kind == ERROR_NONE || error.message[0] == '\0') {
        abort();
    }
    return 0;
}
