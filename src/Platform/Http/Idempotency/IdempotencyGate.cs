using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>Lets a request with a key through to its endpoint once, and gives everyone who sends it again the same answer.</summary>
internal sealed class IdempotencyGate(IdempotencyStore store, IOptions<HttpLimits> limits, TimeProvider time, ILogger<IdempotencyGate> logger)
{
    private static readonly Problem InUse = new(
        ProblemTypes.IdempotencyKeyInUse, "A request with this Idempotency-Key is being carried out. Send it again in a moment to get its answer.")
    {
        Headers = [new("Retry-After", "1")],
    };

    private static readonly Problem Reused = new(
        ProblemTypes.IdempotencyKeyReused, "This Idempotency-Key came with another request. Take a new key for a new request.");

    private static readonly Problem Lost = new(
        ProblemTypes.DependencyUnavailable, "The request lost its Idempotency-Key while it was carried out. Send it again with the same key to get its answer.")
    {
        Headers = [new("Retry-After", "1")],
    };

    private readonly long _maxBodyBytes = limits.Value.MaxRequestBodyBytes;

    public async Task InvokeAsync(HttpContext context, IdempotencyRequirement requirement, RequestDelegate next)
    {
        var header = context.Request.Headers[IdempotencyKey.HeaderName];
        if (header.Count == 0 && !requirement.IsRequired)
        {
            await next(context);
        }
        else if (IdempotencyKey.Refuse(header, out var value) is { } refusal)
        {
            await ProblemWriter.WriteAsync(context, refusal);
        }
        else if (await ReadBodyAsync(context.Request) is not { } body)
        {
            await ProblemWriter.WriteAsync(context, new Problem(ProblemTypes.BodyTooLarge, $"The body may have {_maxBodyBytes} bytes at most."));
        }
        else
        {
            var key = new IdempotencyKey(context.Caller(), value!);
            context.Features.Set(key);
            await AnswerAsync(context, key, Fingerprint(context.Request, body), next);
        }
    }

    private async Task AnswerAsync(HttpContext context, IdempotencyKey key, string fingerprint, RequestDelegate next)
    {
        switch (await store.BeginAsync(key, fingerprint, context.Request.Path, context.RequestAborted))
        {
            case KeyState.Ours ours:
                await CarryOutAsync(context, ours.Claim, next);
                break;
            case KeyState.Answered answered:
                await answered.Answer.ReplayAsync(context);
                break;
            case KeyState.Foreign:
                await ProblemWriter.WriteAsync(context, Reused);
                break;
            default:
                await ProblemWriter.WriteAsync(context, InUse);
                break;
        }
    }

    private async Task CarryOutAsync(HttpContext context, IdempotencyClaim claim, RequestDelegate next)
    {
        var (wire, body) = (context.Response.Body, new MemoryStream());
        await using var lease = new IdempotencyLease(store, claim, time, logger, context.RequestAborted);
        if (!await RunAsync(context, lease, body, next))
        {
            await ProblemWriter.WriteAsync(context, Lost);
            return;
        }

        await lease.DisposeAsync();
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        await EndAsync(claim.Key, () => context.Response.StatusCode switch
        {
            var status when IsRefusal(status) => store.ReleaseAsync(lease.Claim),
            < 500 when bytes.Length <= StoredAnswer.MaxBodyBytes => FinishAsync(lease.Claim, StoredAnswer.Of(context.Response, bytes)),
            _ => store.LapseAsync(lease.Claim),
        });
        if (bytes.Length > 0)
        {
            context.Response.ContentLength = bytes.Length;
            await wire.WriteAsync(bytes, context.RequestAborted);
        }
    }

    // False when the request was broken off because its lease is gone.
    private async Task<bool> RunAsync(HttpContext context, IdempotencyLease lease, MemoryStream body, RequestDelegate next)
    {
        var (wire, aborted) = (context.Response.Body, context.RequestAborted);
        try
        {
            (context.Response.Body, context.RequestAborted) = (body, lease.Over);
            await next(context);
            return true;
        }
        catch (Exception exception)
        {
            await lease.DisposeAsync();
            if (exception is OperationCanceledException && lease.IsLost && !aborted.IsCancellationRequested)
            {
                return false;
            }

            await EndAsync(lease.Claim.Key, () => store.LapseAsync(lease.Claim));
            throw;
        }
        finally
        {
            (context.Response.Body, context.RequestAborted) = (wire, aborted);
        }
    }

    // What is done is done: that it couldn't be remembered must not look to the client as if it had failed. The lease then ends by itself.
    private async ValueTask EndAsync(IdempotencyKey key, Func<ValueTask> end)
    {
        try
        {
            await end();
        }
        catch (TableStoreException exception)
        {
            logger.AnswerNotKept(exception, key.Row);
        }
    }

    private async ValueTask FinishAsync(IdempotencyClaim claim, StoredAnswer answer)
    {
        if (!await store.FinishAsync(claim, answer))
        {
            logger.LeaseLost(claim.Key.Row);
        }
    }

    // A request that was refused as such had no effect: the next one with the key may be another.
    private static bool IsRefusal(int status) => status is 400 or 408 or 413 or 415 or 428 or 429;

    // Null when the body is too large.
    private async ValueTask<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request)
    {
        var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted) is > 0 and var length)
        {
            if (body.Length + length > _maxBodyBytes)
            {
                return null;
            }

            body.Write(chunk, 0, length);
        }

        body.Position = 0;
        request.Body = body;
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static string Fingerprint(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var head = $"{request.Method}\n{request.Path}{request.QueryString}\n{request.ContentType}\n{request.Headers.IfMatch}\n";
        return Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(head), .. body.Span]));
    }
}
