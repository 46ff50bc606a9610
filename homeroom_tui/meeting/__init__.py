"""What happens on Wednesday: events, their fold, the plan and the view. No screen."""
