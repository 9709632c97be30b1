using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Tollgate.Gateway.Forwarding;

/// <summary>
/// Reads an upstream's body straight into the server's buffers. Whatever has arrived is sent on before more is waited for, the headers too; what
/// arrives in one piece is not flushed on its own, because the end of the response does that.
/// </summary>
internal static class ResponseBodyCopy
{
    // The server's own block size first; larger pieces only for bodies that turn out to be large.
    private const int FirstPiece = 4096;
    private const int LaterPiece = 32 * 1024;
    private const int FlushThreshold = 64 * 1024;

    /// <summary>Copies until the end or the length, if that is known. Returns false when the client is gone.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<bool> RunAsync(Stream body, long? length, PipeWriter writer, Exchange exchange, TimeSpan idleTimeout)
    {
        var (unflushed, flushed, held) = (0, false, 0);
        while (exchange.BytesOut + held != length)
        {
            var ready = body.ReadAsync(Memory<byte>.Empty, exchange.Token);
            if (!ready.IsCompleted)
            {
                if (unflushed > 0 || !flushed)
                {
                    Give(writer, exchange, ref held);
                    if (!await FlushAsync(writer, exchange, idleTimeout))
                    {
                        return false;
                    }

                    (unflushed, flushed) = (0, true);
                }

                exchange.Extend(idleTimeout);
            }

            // What throws here leaves nothing of a body of one piece with the server: its response is as good as new.
            await ready;
            Give(writer, exchange, ref held);
            held = await body.ReadAsync(writer.GetMemory(exchange.BytesOut == 0 ? FirstPiece : LaterPiece), exchange.Token);
            if (held == 0)
            {
                break;
            }

            unflushed += held;
            if (unflushed >= FlushThreshold)
            {
                Give(writer, exchange, ref held);
                if (!await FlushAsync(writer, exchange, idleTimeout))
                {
                    return false;
                }

                (unflushed, flushed) = (0, true);
            }
        }

        Give(writer, exchange, ref held);
        return !flushed || unflushed == 0 || await FlushAsync(writer, exchange, idleTimeout);
    }

    private static void Give(PipeWriter writer, Exchange exchange, ref int held)
    {
        if (held > 0)
        {
            writer.Advance(held);
            exchange.BytesOut += held;
            held = 0;
        }
    }

    private static ValueTask<bool> FlushAsync(PipeWriter writer, Exchange exchange, TimeSpan idleTimeout)
    {
        var pending = writer.FlushAsync(exchange.Token);
        if (pending.IsCompletedSuccessfully)
        {
            return new ValueTask<bool>(!pending.Result.IsCompleted);
        }

        exchange.Extend(idleTimeout);
        return AwaitAsync(pending);

        static async ValueTask<bool> AwaitAsync(ValueTask<FlushResult> pending) => !(await pending).IsCompleted;
    }
}
