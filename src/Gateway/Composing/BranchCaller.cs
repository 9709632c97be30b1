using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Http;
using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Composing;

/// <summary>What one call brought: an answer that is valid JSON, or a failure, of which one is that there is nothing.</summary>
internal readonly record struct CallResult(BranchAnswer? Answer, Problem? Failure, bool IsMissing = false);

/// <summary>Makes one call of a composition, with everything that delivery does for a request: balancing, breakers, retries, bulkheads, assertions.</summary>
internal sealed class BranchCaller(ForwardStage forward, ILogger<BranchCaller> logger)
{
    /// <param name="client">The request that it is for.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="address">What is asked for.</param>
    /// <param name="maxSize">Bytes that the answer may have.</param>
    /// <param name="cancellationToken">The branch's time is up, or nobody needs it any more.</param>
    public async ValueTask<CallResult> CallAsync(GatewayExchange client, BranchModel branch, Address address, int maxSize, CancellationToken cancellationToken)
    {
        using var span = BranchTrace.Start(branch, client.Trace);
        var answer = new BranchAnswer(maxSize);
        var call = BranchExchange.Create(client, branch, address, answer, span, cancellationToken);
        var failure = await DeliverAsync(call, branch, answer, maxSize) ?? Judge(call.Context.Response, answer);
        BranchTrace.Complete(span, call, failure);
        if (failure is null)
        {
            return new CallResult(answer, null);
        }

        answer.Dispose();
        return new CallResult(null, failure, failure.Type == ProblemTypes.ResourceNotFound);
    }

    private async ValueTask<Problem?> DeliverAsync(GatewayExchange call, BranchModel branch, BranchAnswer answer, int maxSize)
    {
        try
        {
            if (await forward.RunAsync(call) is { } problem)
            {
                return problem;
            }
        }
        catch (OperationCanceledException) when (call.Context.RequestAborted.IsCancellationRequested)
        {
            return BranchFailure.TimedOut(branch);
        }
        catch (TableStoreException exception) when (exception.Fault is TableFault.Unavailable or TableFault.Throttled)
        {
            logger.StoreUnavailable(exception);
            return BranchFailure.StoreUnavailable;
        }

        return answer.IsTooLarge ? BranchFailure.TooLarge(maxSize) : call.Outcome.Error switch
        {
            ForwardError.None => null,
            ForwardError.ClientAborted => BranchFailure.TimedOut(branch),
            _ => BranchFailure.BrokenOff,
        };
    }

    private static Problem? Judge(HttpResponse response, BranchAnswer answer)
    {
        switch (response.StatusCode)
        {
            case StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent:
                answer.Write(BranchResult.Null);
                return null;
            case >= StatusCodes.Status200OK and < StatusCodes.Status300MultipleChoices:
                return IsJson(response) && IsValid(answer.Body.Span) ? null : BranchFailure.NotJson;
            default:
                return BranchFailure.OfStatus(response.StatusCode, response.Headers.RetryAfter);
        }
    }

    private static bool IsJson(HttpResponse response)
    {
        var type = response.ContentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return (type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            && response.Headers.ContentEncoding.Count == 0;
    }

    // It goes to the client as it is, so all of it has to be JSON, down to the encoding.
    private static bool IsValid(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
