using Tollgate.Notifications.Mails;

namespace Tollgate.Notifications.Tests.Mails;

/// <summary>The real transport, with a process around it that may die.</summary>
internal sealed class UnsteadyTransport
{
    public bool Fails { get; set; }

    public bool DiesAfterSending { get; set; }

    public Func<Task>? BeforeSending { get; set; }

    public int Sent { get; private set; }

    public IMailTransport Behind(IMailTransport real) => new Transport(this, real);

    private sealed class Transport(UnsteadyTransport state, IMailTransport real) : IMailTransport
    {
        public async ValueTask SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
        {
            if (state.Fails)
            {
                throw new IOException("The transport is down.");
            }

            await (state.BeforeSending?.Invoke() ?? Task.CompletedTask);
            await real.SendAsync(mail, cancellationToken);
            state.Sent++;
            if (state.DiesAfterSending)
            {
                throw new IOException("The process died.");
            }
        }

        public ValueTask EraseAsync(string tenant, string customer, CancellationToken cancellationToken) => real.EraseAsync(tenant, customer, cancellationToken);
    }
}
