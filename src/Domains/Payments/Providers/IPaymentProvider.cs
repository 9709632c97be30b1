using Tollgate.Platform.Values;

namespace Tollgate.Payments.Providers;

/// <summary>What is asked of a provider.</summary>
public enum ProviderOperation
{
    /// <summary>Reserve the amount with the customer.</summary>
    Authorize,

    /// <summary>Collect a part of what is authorized, or all; what is left is freed.</summary>
    Capture,

    /// <summary>Give up an authorization.</summary>
    Void,

    /// <summary>Pay back a part of what was captured, or all.</summary>
    Refund,
}

/// <summary>One thing asked of a provider.</summary>
/// <param name="Key">Names it: who asks again with the same key gets the same answer, and nothing happens twice.</param>
/// <param name="Operation">What to do.</param>
/// <param name="Amount">Of how much.</param>
/// <param name="Method">A token that stands for the customer's means of payment; never its number.</param>
/// <param name="Reference">The provider's own name of the authorization; null for <see cref="ProviderOperation.Authorize"/>.</param>
public sealed record ProviderCommand(string Key, ProviderOperation Operation, Money Amount, string Method, string? Reference);

/// <summary>What a provider answered.</summary>
/// <param name="IsApproved">Whether it was done.</param>
/// <param name="Reference">The provider's name of the authorization.</param>
/// <param name="Reason">Why not: lower-case words with hyphens; null when it was done.</param>
public sealed record ProviderAnswer(bool IsApproved, string Reference, string? Reason = null);

/// <summary>An answer that a provider sends of its own accord, perhaps again, perhaps late.</summary>
/// <param name="Key">What was asked.</param>
/// <param name="Answer">The answer.</param>
public sealed record ProviderNotice(string Key, ProviderAnswer Answer);

/// <summary>A payment service provider. Whether something was done that was not answered is found out by asking again with the same key.</summary>
public interface IPaymentProvider
{
    /// <summary>Asks for something.</summary>
    /// <exception cref="ProviderUnavailableException">There is no answer: it may have been done or not.</exception>
    ValueTask<ProviderAnswer> AskAsync(ProviderCommand command, CancellationToken cancellationToken);
}

/// <summary>A provider gave no answer: what was asked for may have been done or not.</summary>
public sealed class ProviderUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
