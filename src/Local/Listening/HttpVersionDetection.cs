using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Tollgate.Local.Listening;

/// <summary>Looks at the first bytes of a connection, without consuming them: the HTTP/2 preface, or anything else.</summary>
/// <param name="next">Serves HTTP/1.1.</param>
/// <param name="http2">Serves HTTP/2.</param>
/// <param name="patience">How long a client may take to send enough to tell.</param>
/// <param name="clock">Measures that.</param>
internal sealed class HttpVersionDetection(ConnectionDelegate next, PriorKnowledgeTransport http2, TimeSpan patience, TimeProvider clock)
{
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    private enum Verdict
    {
        Undecided,
        Http1,
        Http2,
        Gone,
    }

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        switch (await DetectAsync(connection))
        {
            case Verdict.Http1:
                await next(connection);
                break;
            case Verdict.Http2:
                await http2.ServeAsync(connection);
                break;
        }
    }

    private async ValueTask<Verdict> DetectAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var limit = new CancellationTokenSource(patience, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, closing);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(giveUp.Token);
                var verdict = Judge(read);
                input.AdvanceTo(read.Buffer.Start, verdict is Verdict.Undecided ? read.Buffer.End : read.Buffer.Start);
                if (verdict is not Verdict.Undecided)
                {
                    return verdict;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            return Verdict.Gone;
        }
    }

    private static Verdict Judge(ReadResult read)
    {
        Span<byte> beginning = stackalloc byte[Preface.Length];
        var first = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, Preface.Length));
        first.CopyTo(beginning);
        beginning = beginning[..(int)first.Length];
        if (!Preface.StartsWith(beginning))
        {
            return Verdict.Http1;
        }

        return beginning.Length == Preface.Length ? Verdict.Http2
            : !read.IsCompleted ? Verdict.Undecided
            : beginning.Length == 0 ? Verdict.Gone
            : Verdict.Http1;
    }
}
