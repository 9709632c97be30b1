namespace Tollgate.Payments.Providers;

/// <summary>The tokens that the simulated provider knows.</summary>
internal static class TestMethods
{
    /// <summary>Approves everything.</summary>
    public const string Approve = "pm_approve";

    /// <summary>Declines the authorization.</summary>
    public const string Decline = "pm_decline";

    /// <summary>Approves everything, late.</summary>
    public const string Slow = "pm_slow";

    /// <summary>Approves everything, and does not answer when it is asked for the first time.</summary>
    public const string TimeoutAfterSuccess = "pm_timeout_after_success";

    /// <summary>Approves everything, and sends each answer twice.</summary>
    public const string AnswerTwice = "pm_answer_twice";

    public static bool Approves(string method) => method is Approve or Slow or TimeoutAfterSuccess or AnswerTwice;
}
