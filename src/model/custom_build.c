/* custom_build.c: the parameters of custom parts, and the gates that they show. */
#include <stdio.h>

#include "model/model_parts.h"

void custom_tell(const CustomTell *tell, const char *part, Tensor *tensor)
{
    Quantity gate = quantity_of_gate(part);
    TraceKey key = trace_key_with(tell->where, &gate);
    observe(tell->observer, &key, tell->step, tell->steps, tensor);
}

int custom_build(Builder *builder, const char *prefix, const CustomParameter *list, int count, int *numbers)
{
    for (int i = 0; i < count; i++) {
        char name[PARAMETER_NAME];
        snprintf(name, sizeof name, "%s.%s", prefix, list[i].name);
        numbers[i] = list[i].rows > 0 ? build_matrix(builder, name, list[i].rows, list[i].columns, list[i].scale)
                                      : build_row(builder, name, list[i].columns, list[i].scale);
    }
    return count;
}
