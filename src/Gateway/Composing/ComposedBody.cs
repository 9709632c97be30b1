using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Platform.Configuration.Composing;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Composing;

/// <summary>Writes a composed answer: each branch's own JSON as it came, and what is missing.</summary>
internal static class ComposedBody
{
    private const int FlushThreshold = 64 * 1024;

    // The branches' JSON was looked at when it came.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Returns the bytes written.</summary>
    public static async ValueTask<long> WriteAsync(HttpContext context, CompositionModel model, Composition composition, bool partial)
    {
        var body = context.Response.BodyWriter;
        await using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        long unflushed = 0;
        foreach (var branch in model.Members)
        {
            var value = composition[branch].Json;
            json.WritePropertyName(branch.Member);
            json.WriteRawValue(value.Span, skipInputValidation: true);
            unflushed += value.Length;
            if (unflushed >= FlushThreshold)
            {
                await json.FlushAsync(context.RequestAborted);
                await body.FlushAsync(context.RequestAborted);
                unflushed = 0;
            }
        }

        if (partial)
        {
            json.WriteBoolean(CompositionPlan.PartialMember, true);
            WriteErrors(json, model, composition);
        }

        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
        return json.BytesCommitted;
    }

    private static void WriteErrors(Utf8JsonWriter json, CompositionModel model, Composition composition)
    {
        json.WriteStartObject(CompositionPlan.ErrorsMember);
        foreach (var branch in model.Members)
        {
            if (composition[branch].Failure is { } failure)
            {
                json.WriteStartObject(branch.Member);
                json.WriteString("type", failure.Type.Uri);
                json.WriteString("title", failure.Type.Title);
                json.WriteNumber("status", failure.Type.Status);
                json.WriteString("detail", failure.Detail);
                WriteDetails(json, failure.Errors);
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, IReadOnlyList<ProblemError> errors)
    {
        if (errors.Count == 0)
        {
            return;
        }

        json.WriteStartArray("errors");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("pointer", error.Pointer);
            json.WriteString("detail", error.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
