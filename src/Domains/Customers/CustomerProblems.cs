using Tollgate.Platform.Http;

namespace Tollgate.Customers;

/// <summary>Errors of this service alone; <c>docs/errors.md</c> explains each.</summary>
internal static class CustomerProblems
{
    public static ProblemType ErasedType { get; } = new("customer-erased", 410, "The customer was erased");

    public static ProblemType EmailTakenType { get; } = new("email-taken", 409, "Another customer has this e-mail address");

    public static Problem Erased { get; } = new(ErasedType, "What was known of this customer was erased and doesn't come back. Register a new customer.");

    public static Problem EmailTaken { get; } = new(EmailTakenType, "Another customer has this e-mail address. Change that customer, or give another address.");

    public static Problem NotFound { get; } = new(ProblemTypes.ResourceNotFound, "There is no such customer.");

    public static Problem Busy { get; } = new(ProblemTypes.Conflict, "The customer is being changed by many at once. Send the request again.");
}
