"""What every study needs: `plan` what is asked, `worlds` what assumptions are drawn from, `crew` who runs it, `store` what is kept."""
